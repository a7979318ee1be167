/** The one account of the sandbox's mail server. */
export const account = {
  user: 'desk',
  password: 'sandbox-mail-password',
  from: 'desk@tour.example.com',
  fromName: 'Узел, песочница',
} as const;
