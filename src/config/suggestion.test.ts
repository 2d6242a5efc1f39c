// What somebody meant who wrote a name that no option has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editDistance, nearestOf, suggestOption } from './suggestion.ts';

const MEANT: readonly (readonly [string, string, string?])[] = [
  ['prot', 'port'],
  ['request_timeout_ms', 'requestTimeoutMs'],
  ['REQUEST_TIMEOUT_MS', 'requestTimeoutMs'],
  ['maxConcurent', 'admission.maxConcurrent', 'admission'],
  ['maxConcurrent', 'admission.maxConcurrent'],
  ['maxConcurrent', 'tools.<name>.maxConcurrent', 'tools.<name>'],
  ['issuers', 'auth.issuer'],
  ['ADMISSION_MAX_QEUE', 'admission.maxQueue'],
  ['allowed-hosts', 'allowedHosts'],
  ['jwksUrl', 'auth.jwksUri', 'auth'],
];
for (const [written, path, group] of MEANT) {
  test(`${written} ${group === undefined ? '' : `in ${group} `}is taken for ${path}`, () => {
    const suggestion = suggestOption(written, group);
    assert.equal(suggestion?.option.path, path);
    assert.equal(suggestion?.isCommonName, false);
  });
}

const ELSEWHERE: readonly (readonly [string, string])[] = [
  ['corePoolSize', 'admission.adaptive.minConcurrent'],
  ['maximumPoolSize', 'admission.maxConcurrent'],
  ['keepAliveTime', 'keepAliveTimeoutMs'],
  ['keep-alive', 'keepAliveTimeoutMs'],
  ['QUEUE_DEPTH', 'admission.maxQueue'],
  ['maxRequestSize', 'maxBodyBytes'],
  ['MaxRequestBodySize', 'maxBodyBytes'],
  ['requestTimeout', 'requestTimeoutMs'],
  ['max_concurrent_requests', 'admission.maxConcurrent'],
];
for (const [written, path] of ELSEWHERE) {
  test(`${written}, as it is called elsewhere, leads to ${path}`, () => {
    const suggestion = suggestOption(written);
    assert.equal(suggestion?.option.path, path);
    assert.equal(suggestion?.isCommonName, true);
  });
}

test('pools and their threads are told not to exist yet', () => {
  assert.match(suggestOption('corePoolSize')?.note ?? '', /there are no worker threads yet/);
  assert.match(suggestOption('maximumPoolSize')?.note ?? '', /there are no worker threads yet/);
  assert.match(suggestOption('keepAliveTime')?.note ?? '', /idle connections/);
});

test('what is like nothing gets no suggestion', () => {
  assert.equal(suggestOption('telemetryExporter'), undefined);
  assert.equal(nearestOf('telemetryExporter', ['port', 'host']), undefined);
});

test('a swap of neighbours is one edit, like an insertion, a deletion and a replacement', () => {
  assert.deepEqual(
    ['prot', 'por', 'ports', 'part', 'tropx', ''].map((text) => editDistance(text, 'port')),
    [1, 1, 1, 1, 4, 4],
  );
});
