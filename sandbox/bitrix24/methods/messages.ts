import { type Call, family, type MethodTable } from '../method.ts';
import { shelf } from '../shelf.ts';
import { trace } from '../trace.ts';
import { VendorError } from '../vendor-error.ts';
import { asText } from '../wire.ts';

const messageservice = family(['messageservice'], 'WRONG_AUTH_TYPE');
const statuses = ['delivered', 'undelivered', 'failed'];

export interface Sender {
  code: string;
  name: string;
  type: string;
  handler: string;
}

export interface TextMessage {
  id: string;
  sender: string;
  to: string;
  text: string;
  status: string;
}

export const senders = shelf<Sender, string>();
export const textMessages = shelf<TextMessage, string>();

/** Providers of text messages: a manager writes in a card, the provider's handler sends and reports. */
export const messageMethods: MethodTable = {
  'messageservice.sender.add': messageservice.value(0.1, ({ machine: { portal }, params, actor }) => {
    const [code, name, type, handler] = ['CODE', 'NAME', 'TYPE', 'HANDLER'].map((key) => asText(params[key])) as [
      string,
      string,
      string,
      string,
    ];
    if (!/^[\w.-]+$/.test(code)) throw new VendorError(400, 'ERROR_SENDER_VALIDATION_FAILURE', 'Empty or wrong sender code!');
    if (type !== 'SMS') throw new VendorError(400, 'ERROR_UNSUPPORTED_TYPE', 'Unsupported sender type!');
    if (senders(portal).has(code)) throw new VendorError(400, 'ERROR_SENDER_ALREADY_INSTALLED', 'Sender already installed!');
    senders(portal).set(code, { code, name, type, handler });
    trace(portal, actor, { entity: 'sender', id: code, fields: { name } });
    return true;
  }),
  'messageservice.sender.list': messageservice.value(0.05, ({ machine }) => [...senders(machine.portal).keys()]),
  'messageservice.sender.delete': messageservice.value(0.1, ({ machine, params }) => {
    if (!senders(machine.portal).delete(asText(params['CODE']))) {
      throw new VendorError(400, 'ERROR_SENDER_NOT_FOUND', 'Sender not found!');
    }
    return true;
  }),
  'messageservice.message.status.update': messageservice.value(0.1, (call) => {
    const status = asText(call.params['STATUS']).toLowerCase();
    if (!statuses.includes(status)) throw new VendorError(400, 'ERROR_MESSAGE_STATUS_INCORRECT', 'Message status incorrect!');
    const message = messageOf(call);
    message.status = status;
    trace(call.machine.portal, call.actor, { entity: 'text_message', id: message.id, fields: { status } });
    return true;
  }),
  'messageservice.message.status.get': messageservice.value(0.05, (call) => messageOf(call).status),
};

function messageOf({ machine, params }: Call): TextMessage {
  const message = textMessages(machine.portal).get(asText(params['MESSAGE_ID']));
  if (message === undefined) throw new VendorError(400, 'ERROR_MESSAGE_NOT_FOUND', 'Message not found!');
  return message;
}
