/** Types of user fields, as the portal's administrator finds them. */
export const fieldTypes: readonly [id: string, title: string][] = [
  ['string', 'Строка'],
  ['integer', 'Целое число'],
  ['double', 'Число'],
  ['boolean', 'Да/Нет'],
  ['enumeration', 'Список'],
  ['datetime', 'Дата со временем'],
  ['date', 'Дата'],
  ['money', 'Деньги'],
  ['url', 'Ссылка'],
  ['address', 'Адрес'],
  ['file', 'Файл'],
  ['employee', 'Привязка к сотруднику'],
  ['crm_status', 'Привязка к справочникам CRM'],
  ['iblock_section', 'Привязка к разделам инфоблоков'],
  ['iblock_element', 'Привязка к элементам инфоблоков'],
  ['crm', 'Привязка к элементам CRM'],
];
