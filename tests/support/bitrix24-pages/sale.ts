import type { Probes, World } from '../bitrix24-world.ts';

const nothing = 999_999;
const add = (w: World) => w.result<number>('crm.item.payment.add', { entityId: w.deal, entityTypeId: 2 });
const moment = '2026-03-05T10:00:00';
const full = {
  paySystemId: 1,
  paid: 'Y',
  datePaid: moment,
  empPaidId: 1,
  psStatus: 'Y',
  psSum: 100,
  psCurrency: 'RUB',
  psResponseDate: moment,
  payVoucherDate: moment,
  datePayBefore: moment,
  dateBill: moment,
  dateMarked: moment,
  sum: 100,
  companyId: 1,
  priceCod: 100,
  payReturnDate: moment,
  empReturnId: 1,
  responsibleId: 1,
  empResponsibleId: 1,
  psInvoiceId: 1,
  empMarkedId: 1,
};

async function order(w: World): Promise<number> {
  const id = await add(w);
  const { payment } = await w.result<{ payment: { orderId: number } }>('sale.payment.get', { id });
  return payment.orderId;
}

async function withProduct(w: World): Promise<number> {
  const rows = [{ productName: 'Тур', price: 100, quantity: 5 }];
  const set = { ownerType: 'D', ownerId: w.deal, productRows: rows };
  const { productRows } = await w.result<{ productRows: { id: number }[] }>('crm.item.productrow.set', set);
  const paymentId = await add(w);
  await w.result('crm.item.payment.product.add', { paymentId, rowId: productRows[0]?.id, quantity: 2 });
  return paymentId;
}

/** Payments of deals, by the CRM's methods and by the shop's. */
export const salePages: Probes = {
  'crm__universal__payment__crm-item-payment-pay': {
    success: async (w) => w.call('crm.item.payment.pay', { id: await add(w) }),
    error: (w) => w.forbidden('payment', () => w.call('crm.item.payment.pay', { id: 1 })),
  },
  'crm__universal__payment__products-in-payment__crm-item-payment-product-list': {
    success: async (w) => w.call('crm.item.payment.product.list', { paymentId: await withProduct(w) }),
    error: (w) => w.call('crm.item.payment.product.list', { paymentId: nothing }),
  },
  'crm__universal__payment__salescenter-payment-get-public-url': {
    success: async (w) => w.call('salescenter.payment.getPublicUrl', { id: await add(w) }),
    error: (w) => w.call('salescenter.payment.getPublicUrl', { id: nothing }),
  },
  'sale__events__on-order-entity-saved': {
    event: (w) =>
      w.told('ONORDERENTITYSAVED', async () => {
        const deal = await w.portal.add(2, { title: 'Заказ' });
        return w.call('crm.item.payment.add', { entityId: deal['id'], entityTypeId: 2 });
      }),
  },
  'sale__events__on-payment-deleted': {
    event: async (w) => {
      const id = await add(w);
      return w.told('ONPAYMENTDELETED', () => w.call('crm.item.payment.delete', { id }));
    },
  },
  'sale__payment__sale-payment-add': {
    success: async (w) => w.call('sale.payment.add', { fields: { orderId: await order(w), ...full } }),
    error: (w) => w.forbidden('payment', () => w.call('sale.payment.add', { fields: {} })),
  },
  'sale__payment__sale-payment-list': { error: (w) => w.broken('sale.payment.list', '0') },
  'sale__payment__sale-payment-update': {
    success: async (w) => w.call('sale.payment.update', { id: await add(w), fields: full }),
    error: (w) => w.call('sale.payment.update', { id: nothing, fields: {} }),
  },
};
