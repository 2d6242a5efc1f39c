// Whom an address limit counts as one client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientNetwork } from './rate-limit-address.ts';

test('an IPv4 address stands for itself', () => {
  assert.equal(clientNetwork('192.0.2.7'), '192.0.2.7');
});

test('an IPv4 address that a dual-stack socket reports is the same client as over IPv4', () => {
  assert.equal(clientNetwork('::ffff:192.0.2.7'), '192.0.2.7');
});

test('all addresses of an IPv6 /64 network are one client', () => {
  const network = '2001:db8:1:2';
  assert.equal(clientNetwork('2001:db8:1:2:a:b:c:d'), network);
  assert.equal(clientNetwork('2001:db8:1:2::1'), network);
  assert.equal(clientNetwork('2001:db8:1:2::'), network);
  assert.notEqual(clientNetwork('2001:db8:1:3::1'), network);
});

test('zeros that an IPv6 address leaves out are put back', () => {
  assert.equal(clientNetwork('2001:db8::1'), '2001:db8:0:0');
  assert.equal(clientNetwork('2001::5:6:7:8'), '2001:0:0:0');
  assert.equal(clientNetwork('2001::3:4:5:6:7:8'), '2001:0:3:4');
  assert.equal(clientNetwork('::1'), '0:0:0:0');
  assert.equal(clientNetwork('64:ff9b::192.0.2.7'), '64:ff9b:0:0');
  assert.equal(clientNetwork('2001::3:4:5:6:192.0.2.7'), '2001:0:3:4');
});

test('the zone of a link-local address is not part of its network', () => {
  assert.equal(clientNetwork('fe80::1234:5678:9abc:def0%eth0'), 'fe80:0:0:0');
});

test('what is no address is a client of its own rather than an error', () => {
  assert.equal(clientNetwork('unix'), 'unix');
  assert.equal(typeof clientNetwork(':::::::::::::::'), 'string');
});
