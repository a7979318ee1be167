/** What a mail server says of a letter that it took and could not deliver, or not yet. */
export interface Notice {
  /** Message-ID of the letter, without angle brackets. */
  messageId: string;
  to: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Enhanced status code. */
  status: string;
  diagnostic: string;
}

/** A delivery status notification as RFC 3464 has it: words for people, facts for programs, and the headers of the letter. */
export function noticeOf({ messageId, to, action, status, diagnostic }: Notice, returnTo: string, n: number, at: Date): Buffer {
  const boundary = `=_dsn_${n}`;
  const lines = [
    'From: Mail Delivery System <mailer-daemon@mail.sandbox.example.com>',
    `To: <${returnTo}>`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <dsn.${n}@mail.sandbox.example.com>`,
    'Auto-Submitted: auto-replied',
    `Subject: ${action === 'failed' ? 'Undelivered Mail Returned to Sender' : 'Delivery Status Notification'}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `This is the mail system at mail.sandbox.example.com. About your message to <${to}>: ${diagnostic}`,
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.sandbox.example.com',
    '',
    `Final-Recipient: rfc822; ${to}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${status.startsWith('5') ? '550' : '450'} ${status}`,
    `  ${diagnostic}`,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${messageId}>`,
    `To: ${to}`,
    '',
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
