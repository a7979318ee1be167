/** Set-up of a booking field, as a person makes it in the portal. */
export const resourceBooking = {
  USE_USERS: 'N',
  USE_RESOURCES: 'Y',
  RESOURCES: {
    resource: { XML_ID: 'resource', NAME: 'Ресурс', SECTIONS: [{ ID: '7', CAL_TYPE: 'resource', NAME: 'Переговорная' }] },
  },
  SELECTED_RESOURCES: [{ type: 'resource', id: '7', title: 'Переговорная' }],
  SELECTED_USERS: [],
  FULL_DAY: 'N',
  ALLOW_OVERBOOKING: 'Y',
  USE_SERVICES: 'N',
  SERVICE_LIST: [{ name: '', duration: '60' }],
  RESOURCE_LIMIT: -1,
  TIMEZONE: 'Europe/Moscow',
  USE_USER_TIMEZONE: 'N',
};

/** Which object types a link field accepts, on a portal with four smart processes. */
export const crmLink = {
  CONTACT: 'Y',
  COMPANY: 'Y',
  DYNAMIC_1224: 'Y',
  DYNAMIC_1226: 'Y',
  DYNAMIC_1268: 'Y',
  DYNAMIC_1278: 'Y',
  LEAD: null,
};
