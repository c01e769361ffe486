import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Desk } from './fixture.ts';
import { key, usePhones } from './fixture.ts';

const phones = usePhones();

const bearer = { authorization: `Bearer ${key}` };

/** A request with headers that fetch would not let through. */
function raw(desk: Desk, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${desk.address.apiRoot}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end();
  });
}

async function events(desk: Desk, after: string, count: number): Promise<readonly string[]> {
  const gone = new AbortController();
  const response = await fetch(`${desk.address.apiRoot}/api/events?after=${after}`, {
    headers: bearer,
    signal: gone.signal,
  });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if ((text.match(/^data: /gm)?.length ?? 0) >= count) break;
  }
  gone.abort();
  return text.split('\n').filter((line) => /^(?:id|data|event): /.test(line));
}

const stateOf = async (desk: Desk) =>
  (await (await fetch(`${desk.address.apiRoot}/api/state`, { headers: bearer })).json()) as {
    event: string;
  };

describe('the page', () => {
  it('opens with the key only, remembers it in a strict cookie, and allows no foreign code', async () => {
    const { address } = await phones.open();
    expect((await fetch(address.apiRoot)).status).toBe(403);
    expect((await fetch(`${address.apiRoot}/?key=wrong`)).status).toBe(403);
    const page = await fetch(address.pageUrl);
    expect(page.status).toBe(200);
    const cookie = page.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    const again = await fetch(address.apiRoot, { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(again.status).toBe(200);
    const html = await again.text();
    expect(html).not.toMatch(/https?:\/\//);
  });

  it.each(['/api/state', '/api/events', '/api/file/x', '/api/faults', '/app.js', '/theme.css'])(
    'keeps %s behind the key',
    async (path) => {
      const { address } = await phones.open();
      expect((await fetch(address.apiRoot + path)).status).toBe(403);
    },
  );

  it('serves nothing but its own files', async () => {
    const desk = await phones.open();
    for (const path of [
      '/../server.ts',
      '/..%2fserver.ts',
      '/%2e%2e/model.ts',
      '/package.json',
      '/nothing.js',
    ]) {
      expect([path, await raw(desk, path, bearer)]).toEqual([path, 404]);
    }
    expect(await raw(desk, '/app.js', bearer)).toBe(200);
  });

  it('refuses other names for this machine and other pages', async () => {
    const desk = await phones.open();
    const port = new URL(desk.address.apiRoot).port;
    expect(await raw(desk, '/api/state', { ...bearer, host: `evil.example:${port}` })).toBe(421);
    expect(await raw(desk, '/api/state', { ...bearer, host: `localhost:${port}` })).toBe(200);
    expect(await raw(desk, '/api/state', { ...bearer, origin: 'http://evil.example' })).toBe(403);
    const form = await fetch(`${desk.address.apiRoot}/api/send`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'text/plain' },
      body: '{"chat":1000001,"text":"x"}',
    });
    expect(form.status).toBe(400);
    expect(desk.phone.user.messages()).toEqual([]);
  });

  it('goes on with its events where it was, and is told when it cannot', async () => {
    const desk = await phones.open();
    const { event } = await stateOf(desk);
    await desk.phone.user.sendText('one');
    await desk.phone.user.sendText('two');
    const all = await events(desk, event, 3);
    expect(all.filter((line) => line.includes('"kind":"message"')).length).toBe(2);
    const first = all.find((line) => line.startsWith('id: '))?.slice(4) ?? '';
    const rest = await events(desk, first, 2);
    expect(rest.filter((line) => line === `id: ${first}`)).toEqual([]);
    expect(await events(desk, 'another.1', 1)).toContain('event: reset');
  });

  it("never shows what happens in chats that are not the owner's", async () => {
    const desk = await phones.open();
    const { event } = await stateOf(desk);
    await desk.phone.person({ id: 77 }).sendText('private words');
    await desk.phone.user.sendText('mine');
    const all = await events(desk, event, 2);
    expect(all.join('\n')).not.toContain('private words');
    expect(JSON.stringify(await stateOf(desk))).not.toContain('private words');
    const reach = await fetch(`${desk.address.apiRoot}/api/send`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ chat: 77, text: 'x' }),
    });
    expect(reach.status).toBe(400);
  });

  it('switches faults over HTTP for demonstrations', async () => {
    const desk = await phones.open();
    const url = `${desk.address.apiRoot}/api/faults`;
    const set = await fetch(url, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ method: '/^get/', times: 2, action: { status: 502 } }),
    });
    expect(await set.json()).toEqual({ id: 1 });
    await expect(desk.call('getMe')).rejects.toThrow(/JSON/);
    expect(await (await fetch(url, { headers: bearer })).json()).toEqual([
      { id: 1, left: 1, rule: { method: '/^get/i', times: 2, action: { status: 502 } } },
    ]);
    await fetch(url, { method: 'DELETE', headers: bearer });
    expect((await desk.call('getMe')).ok).toBe(true);
  });
});
