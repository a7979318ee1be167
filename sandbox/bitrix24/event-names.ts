const entities = ['DEAL', 'CONTACT', 'COMPANY', 'LEAD'];
const changes = ['ADD', 'UPDATE', 'DELETE'];
const each = (stems: string[], endings: string[]) => stems.flatMap((stem) => endings.map((ending) => `${stem}${ending}`));

/** Events that a person can choose for an outgoing webhook; a move between funnels is not among them. */
export const webhookEvents = each(
  entities.map((entity) => `ONCRM${entity}`),
  changes,
);

/** Events that an application can bind. */
export const applicationEvents = [
  ...webhookEvents,
  'ONCRMDEALMOVETOCATEGORY',
  ...each(['ONCRMTIMELINECOMMENT', 'ONCRMACTIVITY', 'ONCRMTYPE', 'ONCRMDOCUMENTGENERATORDOCUMENT'], changes),
  ...each([...entities.map((entity) => `ONCRM${entity}USERFIELD`), 'ONCRMTYPEUSERFIELD'], [...changes, 'SETENUMVALUES']),
  'ONORDERENTITYSAVED',
  'ONPAYMENTENTITYSAVED',
  'ONPAYMENTDELETED',
  ...each(['ONTASK'], changes),
  ...each(
    ['ONIMCONNECTOR'],
    ['MESSAGEADD', 'MESSAGEUPDATE', 'MESSAGEDELETE', 'DIALOGSTART', 'DIALOGFINISH', 'STATUSDELETE', 'LINEDELETE'],
  ),
  'ONSESSIONSTART',
  'ONSESSIONFINISH',
  'ONEXTERNALCALLSTART',
  'ONAPPTEST',
  'ONAPPINSTALL',
  'ONAPPUNINSTALL',
  'ONOFFLINEEVENT',
];
