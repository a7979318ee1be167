import { dictionary } from '../i18n/dictionary.ts';

export const words = dictionary('shell', {
  ru: {
    skip: 'К содержанию',
    menu: 'Меню',
    navigation: 'Разделы',
    signOut: 'Выйти',
    account: 'Учётная запись',
    language: 'Язык',
    dark: 'Тёмная тема',
    light: 'Светлая тема',
    jump: 'Перейти или найти заявку',
    jumpHint: 'Название раздела или номер заявки',
    jumpClaim: 'Искать заявку {{number}}',
    jumpNothing: 'Такого раздела нет',
    noRights: 'Вам пока не выдано ни одной роли. Попросите администратора CRM.',
  },
  en: {
    skip: 'Skip to content',
    menu: 'Menu',
    navigation: 'Sections',
    signOut: 'Sign out',
    account: 'Account',
    language: 'Language',
    dark: 'Dark theme',
    light: 'Light theme',
    jump: 'Go to, or find a claim',
    jumpHint: 'Name of a section, or number of a claim',
    jumpClaim: 'Find claim {{number}}',
    jumpNothing: 'There is no such section',
    noRights: 'No role has been given to you yet. Ask a CRM administrator.',
  },
});
