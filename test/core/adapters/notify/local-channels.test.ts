import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../../support/temp-folder.ts';
import { always, channel, harmless, hostile, messageOf, noticeOf } from './messages.ts';

function script(text: string, name = 'told'): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o700 });
  return path;
}

const document = JSON.parse(JSON.stringify({ ...noticeOf(), since: '2026-11-27T09:29:59.000Z' }));

describe('a command', () => {
  const run = (program: string, tools = {}) => channel({ ...always, name: 'c', type: 'command', program }, {}, tools);

  it('gets the message as JSON on its standard input', async () => {
    const path = script('cat > "$(dirname "$0")/in"; env > "$(dirname "$0")/env"');
    const env = { PATH: process.env.PATH, KEYTURN_PASSPHRASE_FILE: '/secret/place' };
    expect(await run(path, { env }).send(messageOf())).toBe(null);
    const told = JSON.parse(readFileSync(join(dirname(path), 'in'), 'utf8'));
    expect(told).toEqual({
      lastGoodTickAt: null,
      id: 'message-1',
      at: '2026-11-27T09:30:00.000Z',
      notices: [document],
      seal: null,
    });
    expect(readFileSync(join(dirname(path), 'env'), 'utf8')).not.toContain('KEYTURN');
  });

  it('did not take it when it ends with anything but 0, or not at all', async () => {
    expect(await run(script('echo "no pager" >&2; exit 3')).send(messageOf())).toBe(
      'it ended with exit code 3: no pager',
    );
    expect(await run(script('exec tail -f /dev/null'), { deadlineMs: 300 }).send(messageOf())).toBe(
      'no answer within 0.3 s',
    );
  });

  it('is not run when others could have written it, or when it is not there', async () => {
    const path = script('touch "$(dirname "$0")/ran"');
    chmodSync(path, 0o722);
    expect(await run(path).send(messageOf())).toBe(`keyturn doesn't run ${path}: other users can write to it`);
    expect(await run(`${path}-gone`).send(messageOf())).toBe(
      `keyturn doesn't run ${path}-gone: the file does not exist`,
    );
  });
});

describe('a log', () => {
  it('gets one line of JSON a message, in a file that only its owner reads', async () => {
    const file = join(tempFolder(), 'notices.jsonl');
    const log = channel({ ...always, name: 'l', type: 'log', file });
    expect(await log.send(messageOf(noticeOf({ text: 'a\nb' })))).toBe(null);
    expect(await log.send(messageOf())).toBe(null);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).notices[0].text)).toEqual(['a\nb', document.text]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is the output of the sender when it has no file', async () => {
    const lines: string[] = [];
    const writeLine = (line: string) => void lines.push(line);
    expect(await channel({ ...always, name: 'l', type: 'log' }, {}, { writeLine }).send(messageOf())).toBe(null);
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['message-1']);
  });

  it('never gets the code of a contact', async () => {
    const lines: string[] = [];
    const writeLine = (line: string) => void lines.push(line);
    const confirms = { orgId: '', consumerId: '', rotation: '', consumerKey: '', target: '' };
    const log = channel({ ...always, name: 'l', type: 'log' }, {}, { writeLine });
    expect(await log.send({ ...messageOf(), contact: { to: null, confirms } })).toBe(
      'a log never gets the code of a contact',
    );
    expect(lines).toEqual([]);
  });

  it('says why it could not be written', async () => {
    const folder = join(tempFolder(), 'notices.jsonl');
    mkdirSync(folder);
    const log = channel({ ...always, name: 'l', type: 'log', file: folder });
    expect(await log.send(messageOf())).toBe(`keyturn can't write ${folder}: it is a folder`);
  });
});

describe('the desktop', () => {
  const shown = (platform: NodeJS.Platform, env: Record<string, string>, more: { deadlineMs?: number } = {}) =>
    channel({ ...always, name: 'd', type: 'desktop' }, {}, { platform, env, ...more });
  /** A program that keeps what it is called with, one argument a line. */
  const keeper = (name: string) => {
    const path = script(`printf '%s\\n' "$@" > "$0.args"; printf '%s' "$KEYTURN_BODY" > "$0.body"`, name);
    return { path, env: { PATH: `${dirname(path)}:/bin:/usr/bin` } };
  };

  it('of Linux is told by notify-send, with nothing that it would read as markup or as a flag', async () => {
    const { path, env } = keeper('notify-send');
    const notice = noticeOf({ severity: 'danger', title: '-x', text: hostile });
    expect(await shown('linux', env).send(messageOf(notice))).toBe(null);
    expect(readFileSync(`${path}.args`, 'utf8').split('\n')).toEqual([
      '--app-name=keyturn',
      '--urgency=critical',
      '--',
      'keyturn: -x',
      harmless.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      'Billing Sync (Billing_Sync) in ACME · acme',
      'Run keyturn rotate Billing_Sync.',
      '',
    ]);
  });

  it('of a Mac is told by osascript, with the texts beside the script', async () => {
    const { path, env } = keeper('osascript');
    expect(await shown('darwin', env).send(messageOf(noticeOf({ title: '" & quit & "' })))).toBe(null);
    const args = readFileSync(`${path}.args`, 'utf8');
    expect(args.slice(args.indexOf('\n--\n') + 4).split('\n')[0]).toBe('keyturn: " & quit & "');
  });

  it('of Windows is told by PowerShell, with the texts beside the script', async () => {
    const { path, env } = keeper('powershell.exe');
    expect(await shown('win32', env).send(messageOf(noticeOf({ text: `'; exit` })))).toBe(null);
    const [encoded = ''] = readFileSync(`${path}.args`, 'utf8').trimEnd().split('\n').slice(-1);
    expect(Buffer.from(encoded, 'base64').toString('utf16le')).toContain('ToastNotificationManager');
    expect(readFileSync(`${path}.body`, 'utf8')).toMatch(/^'; exit\n/);
  });

  it('tells several in one', async () => {
    const { path, env } = keeper('notify-send');
    const notices = ['a', 'b', 'c', 'd', 'e'].map((title) => noticeOf({ title }));
    expect(await shown('linux', env).send(messageOf(...notices))).toBe(null);
    const lines = readFileSync(`${path}.args`, 'utf8').trimEnd().split('\n').slice(3);
    expect(lines[0]).toBe('keyturn: 5 notices: a, …');
    expect(lines.at(-1)).toBe('And 2 more notices: keyturn status shows all of them.');
  });

  it('is said to be missing once, and then let be', async () => {
    const desktop = shown('linux', { PATH: tempFolder() });
    expect(await desktop.send(messageOf())).toBe(
      "notify-send is not installed, so keyturn can't show notifications on this desktop",
    );
    expect(await desktop.send(messageOf())).toBe(null);
  });

  it('is left alone on a build machine', async () => {
    const { env } = keeper('notify-send');
    expect(await shown('linux', { PATH: tempFolder(), CI: 'true' }).send(messageOf())).toBe(null);
    expect(await shown('linux', env).send(messageOf())).toBe(null);
  });

  it('does not wait for a program that does not end', async () => {
    const path = script('exec tail -f /dev/null', 'notify-send');
    const env = { PATH: `${dirname(path)}:/bin:/usr/bin` };
    expect(await shown('linux', env, { deadlineMs: 300 }).send(messageOf())).toBe('notify-send ended with SIGKILL');
  });

  it('says what its program said', async () => {
    const path = script('echo "no bus" >&2; exit 1', 'notify-send');
    const env = { PATH: `${dirname(path)}:/bin:/usr/bin` };
    expect(await shown('linux', env).send(messageOf())).toBe('notify-send ended with exit code 1: no bus');
  });
});
