import { expect, test } from 'vitest';
import { imapError } from '../../connectors/imap/errors.ts';
import { reportsOf } from '../../connectors/imap/notice.ts';
import { type Notice, noticeOf } from '../../sandbox/imap/notice.ts';

const at = new Date('2026-11-23T10:00:00Z');
const notice = (change: Partial<Notice> = {}) =>
  noticeOf(
    {
      messageId: 'dlv_3q9w8e7r6t5y4u3i@tour.example.com',
      to: 'client@example.com',
      action: 'failed',
      status: '5.1.1',
      diagnostic: 'User unknown',
      ...change,
    },
    'desk@tour.example.com',
    1,
    at,
  );

test.each([
  ['no such mailbox', 'failed', '5.1.1', 'address'],
  ['no such domain', 'failed', '5.1.2', 'address'],
  ['bad syntax', 'failed', '5.1.3', 'address'],
  ['moved away', 'failed', '5.1.6', 'address'],
  ['a domain that takes no mail', 'failed', '5.1.10', 'address'],
  ['an address that is refused without a reason', 'failed', '5.1.0', 'address'],
  ['a mailbox switched off', 'failed', '5.2.1', 'address'],
  ['a full mailbox', 'failed', '5.2.2', 'message'],
  ['too large', 'failed', '5.3.4', 'message'],
  ['taken for spam', 'failed', '5.7.1', 'message'],
  ['given up after days', 'failed', '4.4.7', 'message'],
  ['late', 'delayed', '4.4.1', 'delayed'],
  ['arrived', 'delivered', '2.1.5', 'delivered'],
  ['handed on', 'relayed', '2.1.9', 'delivered'],
] as const)('%s: %s %s is %s', async (_, action, status, verdict) => {
  expect(await reportsOf(notice({ action, status }))).toEqual([
    { message: 'dlv_3q9w8e7r6t5y4u3i@tour.example.com', address: 'client@example.com', verdict, code: status },
  ]);
});

test('a list that was opened up says nothing of its members', async () => {
  expect(await reportsOf(notice({ action: 'expanded', status: '2.0.0' }))).toEqual([]);
});

test('each recipient of a notice has a report; the address first written to counts, not where it was forwarded', async () => {
  const two = notice()
    .toString()
    .replace(
      'Action: failed',
      'Action: failed\r\nOriginal-Recipient: rfc822; first@example.com\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient: rfc822; second@example.com\r\nAction: delayed',
    );
  expect(await reportsOf(Buffer.from(two))).toMatchObject([
    { address: 'first@example.com', verdict: 'address' },
    { address: 'second@example.com', verdict: 'delayed' },
  ]);
});

test('without the letter’s headers its name is taken from what the notice answers; without either it is about nothing of ours', async () => {
  const bare = notice()
    .toString()
    .replace(/Message-ID: <dlv_[^>]*>\r\n/, '');
  expect(await reportsOf(Buffer.from(bare))).toEqual([]);
  const answering = bare.replace('MIME-Version', 'In-Reply-To: <dlv_other@tour.example.com>\r\nMIME-Version');
  expect(await reportsOf(Buffer.from(answering))).toMatchObject([{ message: 'dlv_other@tour.example.com' }]);
});

test('a letter that is no notice tells nothing; a notice without recipients cannot be read', async () => {
  expect(await reportsOf(Buffer.from('From: a@example.com\r\nSubject: Отпуск\r\n\r\nЯ в отпуске'))).toEqual([]);
  expect(await reportsOf(Buffer.alloc(0))).toEqual([]);
  const cut = notice()
    .toString()
    .replace(/Final-Recipient[\s\S]*?Diagnostic-Code[^\r]*\r\n[^\r]*\r\n/, '');
  await expect(reportsOf(Buffer.from(cut))).rejects.toThrow('names no recipient');
});

test.each([
  [
    'connect',
    { authenticationFailed: true, responseStatus: 'NO', serverResponseCode: 'AUTHENTICATIONFAILED' },
    'IMAP_AUTH',
    'auth',
  ],
  ['connect', { authenticationFailed: true, serverResponseCode: 'UNAVAILABLE' }, 'IMAP_BUSY', 'transient'],
  ['select', { responseStatus: 'NO', serverResponseCode: 'INUSE' }, 'IMAP_BUSY', 'transient'],
  ['select', { responseStatus: 'NO', serverResponseCode: 'NONEXISTENT' }, 'IMAP_FOLDER', 'config'],
  ['work', { responseStatus: 'NO' }, 'IMAP_REFUSED', 'transient'],
  ['work', { responseStatus: 'BAD' }, 'IMAP_REFUSED', 'transient'],
  ['work', { code: 'ECONNRESET' }, 'IMAP_NO_ANSWER', 'transient'],
  ['connect', new Error('timed out'), 'IMAP_NO_ANSWER', 'transient'],
] as const)('a mailbox that fails at %s with %o: %s, %s', (step, failure, code, kind) => {
  expect(imapError(step, failure, (text) => text)).toMatchObject({ code, kind });
});
