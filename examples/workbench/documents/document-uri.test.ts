// Documents get URIs that survive a URL parser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentUri } from './document-uri.ts';

test('a path keeps its slashes and has its special characters encoded', () => {
  assert.equal(documentUri('docs/guide one/a#b.md'), 'docs://docs/guide%20one/a%23b.md');
});

test('the URI of a document is one that a URL parser leaves as it is', () => {
  for (const uri of [documentUri('README.md'), documentUri('docs/100 % wahr.md')]) {
    assert.equal(new URL(uri).href, uri);
  }
});
