import { z } from 'zod';

/** Private networks that a connection may reach; none unless an admin grants them. */
export const privateNetworks = z
  .array(z.string())
  .default([])
  .meta({
    label: { ru: 'Разрешённые закрытые сети', en: 'Private networks that may be reached' },
    help: {
      ru: 'Вида 10.20.0.0/16; пусто для адреса в интернете',
      en: 'Like 10.20.0.0/16; empty for an address on the internet',
    },
  });

/** A limit of the connection's own, where the vendor names none. */
export const requestsPerSecond = (byDefault: number) =>
  z
    .number()
    .min(0.1)
    .max(100)
    .default(byDefault)
    .meta({ label: { ru: 'Запросов в секунду, не больше', en: 'Requests a second, at most' } });
