export { bulk } from './bulk.ts';
export { contactSync } from './contact-sync.ts';
export { dealSync } from './deal-sync.ts';
export { deliveries } from './deliveries.ts';
export { maintain } from './maintain.ts';
export { pull } from './pull.ts';
export { reconcile } from './reconcile.ts';
export { screen } from './screen.ts';
