import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Flags under which a browser would no longer tell own pages from foreign ones, or one person's cookies from another's. */
const LAX = /^--(?:disable-web-security|allow-running-insecure-content|disable-site-isolation-trials|single-process)$/;

/** The Chromium that npm brings, headless and as strict as the one that people use. */
export async function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((flag) => !LAX.test(flag)), '--no-sandbox'],
    headless: true,
  });
}
