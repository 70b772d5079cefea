import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { gatherEvidence, writeEvidence, type EvidenceInput } from '../../lib/evidence';
import { evidenceInput, tenModels } from '../lib/evidence/fixture';

// Debian: apt-get install chromium. Elsewhere CHROMIUM_PATH says where it is. There is no proof without a browser.
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

let browser: Browser;
let folder: string;
let address: string;

async function write(input: EvidenceInput, name: string): Promise<string> {
  const { page } = await writeEvidence(path.join(folder, name), gatherEvidence(input));
  return pathToFileURL(page).href;
}

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`no Chromium at ${CHROMIUM}; install it (apt-get install chromium) or set CHROMIUM_PATH`);
  }
  folder = mkdtempSync(path.join(tmpdir(), 'evidence-page-'));
  address = await write(evidenceInput(), 'three');
  // CI runs as root in a container, where Chromium cannot build its own sandbox; the page is our own file.
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** Opens a page, and fails afterwards on any message of the console and any request but the one for the file. */
async function visit(url: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  await look(page);
  await context.close();
  expect(complaints).toEqual([]);
  expect(requests).toEqual([url]);
}

test('shows verdict, findings, acknowledgements with expiry, requirements, encryption and the picture', async () => {
  await visit(address, {}, async (page) => {
    expect(await page.textContent('#overview h2')).toContain('Refused');
    expect(await page.textContent('#overview .verdict')).toContain('1 finding is not acknowledged');
    expect(await page.locator('#overview article').count()).toBe(3);
    expect(await page.textContent('#findings tbody')).toContain('the topic does not require publishers to use TLS');
    const waiver = page.locator('#waivers-table tbody tr');
    expect(await waiver.count()).toBe(1);
    expect(await waiver.textContent()).toContain('2027-01-31');
    expect(await waiver.textContent()).toContain('69 days left');
    expect(await waiver.textContent()).toContain('SEC-1042');
    expect(await page.textContent('#requirements-table tbody tr:has(th:has-text("DR-1"))')).toContain('no rule exists');
    expect(await page.textContent('#encryption-table tbody tr:has(th:has-text("Foundation/Audit"))')).toContain(
      'KMS key Foundation/Key-audit',
    );
    expect(await page.locator('#architecture svg[role=img]').count()).toBe(3);
    expect(await page.locator('#architecture svg text', { hasText: 'document' }).first().isVisible()).toBe(true);
  });
});

test('is complete without scripts', async () => {
  await visit(address, { javaScriptEnabled: false }, async (page) => {
    expect(await page.locator('#findings-table tbody tr').isVisible()).toBe(true);
    expect(await page.locator('#findings-table-filter').isVisible()).toBe(false);
    await page.locator('#controls summary').first().click();
    expect(await page.locator('#controls-dev').isVisible()).toBe(true);
  });
});

test('is used by keyboard: skip link, filter, sorting, opening', async () => {
  await visit(address, {}, async (page) => {
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the evidence');
    await page.keyboard.press('Enter');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');

    await page.getByLabel('Filter encryption of each store').focus();
    await page.keyboard.type('queue');
    expect(await page.locator('#encryption-table tbody tr:visible').allTextContents()).toHaveLength(1);
    expect(await page.textContent('output[for=encryption-table-filter]')).toMatch(/^1 of \d+ rows$/);

    const header = page.locator('#packs-table thead th', { hasText: 'Evaluated' });
    await header.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    const values = (await page.locator('#packs-table tbody tr td:nth-child(4)').allTextContents()).map(Number);
    expect(values).toEqual([...values].sort((a, b) => a - b));

    await page.locator('#waivers-table summary').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#waivers-table details li').first().isVisible()).toBe(true);
  });
});

test('shows one environment when asked', async () => {
  await visit(address, {}, async (page) => {
    await page.getByLabel('Environment', { exact: true }).selectOption('dev');
    expect(await page.locator('#overview article:visible').allTextContents()).toHaveLength(1);
    expect(await page.locator('#findings-table tbody tr:visible').count()).toBe(0);
    expect(await page.locator('#encryption-table tbody tr:visible').count()).toBeGreaterThan(5);
  });
});

test('every focusable thing shows that it has the focus', async () => {
  await visit(address, {}, async (page) => {
    const hidden: string[] = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const style = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
      if (style === 'none') hidden.push(await page.evaluate<string>('document.activeElement.outerHTML.slice(0, 80)'));
    }
    expect(hidden).toEqual([]);
  });
});

/** Finds the lowest contrast of any text on the page with what lies behind it (WCAG 2.2, 1.4.3); runs in the page. */
const LOWEST_CONTRAST = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return Array.from(canvas.getImageData(0, 0, 1, 1).data);
  };
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let lowest = { ratio: 21, text: '' };
  for (const element of document.querySelectorAll('body *:not(svg *):not(script)')) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !element.checkVisibility()) continue;
    let behind = element;
    while (channels(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
    const pair = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(luminance);
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < lowest.ratio) lowest = { ratio, text: element.outerHTML.slice(0, 100) };
  }
  return lowest;
})()`;

test.each(['light', 'dark'] as const)('has enough contrast in %s', async (colorScheme) => {
  await visit(address, { colorScheme }, async (page) => {
    const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe(colorScheme === 'light' ? 'rgb(246, 247, 249)' : 'rgb(14, 19, 25)');
    const { ratio, text } = await page.evaluate<{ ratio: number; text: string }>(LOWEST_CONTRAST);
    expect({ enough: ratio >= 4.5, text }).toEqual({ enough: true, text });
  });
});

test('fits a telephone without sideways scrolling', async () => {
  await visit(address, { viewport: { width: 390, height: 844 } }, async (page) => {
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.locator('#overview .verdict').isVisible()).toBe(true);
  });
});

test('prints with every section open', async () => {
  await visit(address, {}, async (page) => {
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? [];
    expect(pages.length).toBeGreaterThan(5);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator('#controls-dev').isVisible()).toBe(true);
    expect(await page.locator('nav').isVisible()).toBe(false);
  });
});

test('draws ten models in type of nine pixels or more', async () => {
  await visit(await write(evidenceInput({ models: tenModels() }), 'ten'), {}, async (page) => {
    const heights = await page.evaluate<number[]>(`
      Array.from(document.querySelectorAll('#architecture details[open] svg text'), (text) => {
        const svg = text.closest('svg');
        return text.getAttribute('font-size') * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      })`);
    expect(heights.length).toBeGreaterThan(20);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(9);
  });
});

test('shows mistakes in the configuration when nothing could be synthesized', async () => {
  const refused = await write(
    {
      ...evidenceInput({ environments: [], models: [] }),
      gate: undefined,
      configurationProblems: [
        { file: 'config/models/churn.yaml', line: 12, what: 'unknown key "onwer"', remedy: 'did you mean owner?' },
      ],
    },
    'refused',
  );
  await visit(refused, {}, async (page) => {
    expect(await page.textContent('#overview h2')).toContain('Refused');
    expect(await page.textContent('#configuration-table tbody')).toContain('did you mean owner?');
  });
});
