// Mutators keep to their choices, spell JSON in every way, and break only what they are to break.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mutateBytes } from './byte-mutator.ts';
import { Chance } from './chance.ts';
import { badlyFramed, wellFramed } from './framing.ts';
import { mutateHeaders } from './header-mutator.ts';
import { type HttpRequest, mirrored, post } from './http-request.ts';
import { mutateJson } from './json-mutator.ts';
import { ExtraMember, jsonText, oddJsonText, RawJson } from './json-text.ts';

const MESSAGE = () => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', n: [1, 2] } });
const request = (): HttpRequest =>
  post(Buffer.from(jsonText(MESSAGE())), MESSAGE(), { revision: '2026-07-28', key: undefined });

describe('JSON', () => {
  test('is written as JavaScript would, but for what is given as text', () => {
    const value = { a: [1, 'é', null, true], b: { c: undefined }, d: new RawJson('1e999') };
    assert.equal(jsonText(value), '{"a":[1,"é",null,true],"b":{},"d":1e999}');
  });

  test('may have a key twice, and one that is no own key in JavaScript', () => {
    const twice = { id: 1, x: new ExtraMember('id', 2), y: new ExtraMember('__proto__', {}) };
    assert.equal(jsonText(twice), '{"id":1,"id":2,"__proto__":{}}');
  });

  test('means the same in any spelling', () => {
    const value = { 'a"\\\n': ['\ud800', '世', ' ', 1.5, {}], '': [[]] };
    for (let seed = 0; seed < 50; seed++) {
      assert.deepEqual(JSON.parse(oddJsonText(value, new Chance(seed))), value);
    }
  });

  test('is broken the same way by the same choices, and another way by others', () => {
    const broken = (seed: number) => jsonText(mutateJson(MESSAGE(), 2, new Chance(seed), ['word']));
    assert.equal(broken(3), broken(3));
    const all = new Set(Array.from({ length: 200 }, (_, seed) => broken(seed)));
    assert.ok(all.size > 150, `${all.size} of 200 differ`);
    assert.ok(!all.has(jsonText(MESSAGE())) || all.size > 1);
  });
});

describe('bytes', () => {
  test('are changed in a copy', () => {
    const bytes = Buffer.from('{"jsonrpc":"2.0"}');
    const broken = Array.from({ length: 100 }, (_, seed) => mutateBytes(bytes, 1, new Chance(seed)));
    assert.equal(bytes.toString(), '{"jsonrpc":"2.0"}');
    assert.ok(broken.filter((one) => !one.equals(bytes)).length > 90);
  });
});

describe('headers', () => {
  test('are broken without a line more or an end too early', () => {
    for (let seed = 0; seed < 500; seed++) {
      const broken = request();
      mutateHeaders(broken, 3, new Chance(seed));
      for (const [name, value] of broken.headers) assert.doesNotMatch(`${name}${value}`, /[\r\n]/);
    }
  });

  test('carry what they may not carry as it is in Base64', () => {
    assert.equal(mirrored('echo'), 'echo');
    assert.equal(mirrored('Ä'), '=?base64?w4Q=?=');
    assert.equal(mirrored(' x'), '=?base64?IHg=?=');
    assert.equal(mirrored('=?base64?x?='), '=?base64?PT9iYXNlNjQ/eD89?=');
  });
});

describe('framing', () => {
  test('that is right says where the body ends', () => {
    for (let seed = 0; seed < 200; seed++) {
      const text = wellFramed(request(), new Chance(seed)).toString();
      const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
      const length = /Content-Length: (\d+)/.exec(head)?.[1];
      if (length === undefined) assert.match(body, /\r\n0\r\n(X-Trailer: 1\r\n)?\r\n$/);
      else assert.equal(Buffer.byteLength(body), Number(length));
    }
  });

  test('that is wrong comes in many ways', () => {
    const heads = Array.from({ length: 200 }, (_, seed) => {
      return badlyFramed(request(), new Chance(seed)).toString('latin1').split('\r\n\r\n', 1)[0];
    });
    assert.ok(new Set(heads).size > 20);
  });
});
