import { HubError } from '../../domain/errors.ts';

/** Methods that the portal runs for an application only: a webhook is refused whatever its rights. */
const APPLICATION_ONLY =
  /^(event\.(bind|unbind|get|test|offline\.)|imconnector\.|telephony\.externalcall\.|crm\.activity\.configurable\.|crm\.activity\.badge\.|bizproc\.(robot|activity)\.|messageservice\.|app\.info$|placement\.)/i;

export function isApplicationOnly(method: string): boolean {
  return APPLICATION_ONLY.test(method);
}

/** Said before the portal would say it: the call is not made at all. */
export function needsApplication(method: string): HubError {
  return new HubError({
    code: 'B24_WRONG_AUTH_TYPE',
    kind: 'config',
    userMessage: {
      ru: 'Это доступно только локальному приложению (OAuth), а подключение сделано через вебхук. Установите приложение и выберите вход OAuth.',
      en: 'Only a local application (OAuth) may do this, and the connection uses a webhook. Install the application and choose OAuth.',
    },
    detail: method,
  });
}
