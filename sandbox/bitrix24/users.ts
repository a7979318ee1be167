import type { WireMap } from './wire.ts';

export interface User {
  id: number;
  name: string;
  lastName: string;
  email: string;
  position: string;
  admin: boolean;
}

export function seededUsers(): User[] {
  return [
    { id: 1, name: 'Интеграция', lastName: 'Узел', email: 'integration@example.com', position: 'Администратор', admin: true },
    { id: 11, name: 'Мария', lastName: 'Ветрова', email: 'm.vetrova@example.com', position: 'Менеджер', admin: false },
    { id: 12, name: 'Павел', lastName: 'Лугов', email: 'p.lugov@example.com', position: 'Менеджер', admin: false },
    { id: 13, name: 'Ольга', lastName: 'Зимина', email: 'o.zimina@example.com', position: 'Старший менеджер', admin: false },
  ];
}

/** A user as `user.get` and `user.current` show it: strings, but a real boolean for ACTIVE. */
export function userRow(user: User): WireMap {
  return {
    ID: String(user.id),
    ACTIVE: true,
    NAME: user.name,
    LAST_NAME: user.lastName,
    EMAIL: user.email,
    LAST_LOGIN: '2026-01-12T08:07:26+03:00',
    DATE_REGISTER: '2024-02-01T00:00:00+03:00',
    IS_ONLINE: 'N',
    LAST_ACTIVITY_DATE: '2026-01-12 08:08:50',
    PERSONAL_GENDER: '',
    PERSONAL_BIRTHDAY: '',
    WORK_POSITION: user.position,
    UF_EMPLOYMENT_DATE: '',
    UF_DEPARTMENT: [1],
  };
}
