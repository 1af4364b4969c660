import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breakGlassCard } from '../../src/core/words/card.ts';
import { watchedApp } from '../core/watch/watched-apps.ts';
import { loadSettings } from '../support/load-settings.ts';
import { targets } from '../support/targets.ts';
import { tempFolder } from '../support/temp-folder.ts';

const docs = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(docs, 'emergency.md'), 'utf8');

describe('the page for the worst day', () => {
  it('has contacts that are read, and that a card finds for its consumers', async () => {
    const home = tempFolder();
    writeFileSync(join(home, 'config.json5'), /^```json5\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '');
    const { contacts } = await loadSettings(home);
    const deliveries = targets('manual:Nightly export', 'file:/etc/erp/salesforce.env');
    const facts = { drill: null, sameUser: [], writtenAt: 0, isPractice: false, contacts };
    const card = breakGlassCard({ ...facts, watched: watchedApp({ deliveries }) });
    expect(Object.values(contacts)).toHaveLength(2);
    for (const contact of Object.values(contacts)) expect(card).toContain(contact);
  });

  it('links pages that are there', () => {
    const links = [...page.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, file]) => file ?? '');
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((file) => !existsSync(join(docs, file)))).toEqual([]);
  });
});
