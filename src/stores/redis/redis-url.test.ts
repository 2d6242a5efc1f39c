// What a store's URL may say, and what is told of one that says something else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { describeLocation, parseRedisUrl } from './redis-url.ts';

const PLAIN = {
  topology: 'standalone',
  addresses: [{ host: 'cache', port: 6379 }],
  credentials: undefined,
  database: 0,
  tls: undefined,
  primaryName: undefined,
  sentinelCredentials: undefined,
};

test('one server', () => {
  assert.deepEqual(parseRedisUrl('redis://cache'), PLAIN);
  assert.deepEqual(parseRedisUrl('redis://cache/'), PLAIN);
  assert.deepEqual(parseRedisUrl('redis://[2001:db8::1]:7000/12'), {
    ...PLAIN,
    addresses: [{ host: '2001:db8::1', port: 7000 }],
    database: 12,
  });
});

test('users and passwords, percent-encoded or not', () => {
  const credentialsOf = (userInfo: string) => parseRedisUrl(`redis://${userInfo}@cache`).credentials;
  assert.deepEqual(credentialsOf(':secret'), { username: undefined, password: 'secret' });
  assert.deepEqual(credentialsOf('ann:s%40%2F%25:x'), { username: 'ann', password: 's@/%:x' });
  assert.deepEqual(credentialsOf('ann:p@ss/w?rd#'), { username: 'ann', password: 'p@ss/w?rd#' });
});

test('TLS and its files', () => {
  const none = { ca: undefined, cert: undefined, key: undefined, servername: undefined };
  assert.deepEqual(parseRedisUrl('rediss://cache').tls, none);
  assert.deepEqual(
    parseRedisUrl('rediss://cache?tlsCa=/ca.pem&tlsCert=/c.pem&tlsKey=/k.pem&tlsServername=redis.test').tls,
    { ca: '/ca.pem', cert: '/c.pem', key: '/k.pem', servername: 'redis.test' },
  );
});

test('sentinels', () => {
  assert.deepEqual(
    parseRedisUrl('redis+sentinel://:secret@s1,s2:7000/main/3?sentinelUsername=bob&sentinelPassword=watch'),
    {
      topology: 'sentinel',
      addresses: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 7000 },
      ],
      credentials: { username: undefined, password: 'secret' },
      database: 3,
      tls: undefined,
      primaryName: 'main',
      sentinelCredentials: { username: 'bob', password: 'watch' },
    },
  );
});

test('a cluster', () => {
  assert.deepEqual(parseRedisUrl('redis+cluster://c1,c2:7000,c3'), {
    ...PLAIN,
    topology: 'cluster',
    addresses: [
      { host: 'c1', port: 6379 },
      { host: 'c2', port: 7000 },
      { host: 'c3', port: 6379 },
    ],
  });
});

for (const [url, message] of [
  ['http://cache', /none of the known forms/],
  ['cache:6379', /none of the known forms/],
  ['redis+other://cache', /none of the known forms/],
  ['redis://', /must name a host/],
  ['redis://cache:port', /must name a host/],
  ['redis://cache:70000', /must name a host/],
  ['redis://one,two', /use redis\+sentinel:\/\/ or redis\+cluster:\/\//],
  ['redis://cache/main', /must end with the number of a database/],
  ['redis://cache/1/2', /must end with the number of a database/],
  ['redis+cluster://cache/1', /A Redis Cluster has no database 1/],
  ['redis+sentinel://cache', /must name the sentinels' primary/],
  ['redis+sentinel://cache/main/x', /must end with the number of a database/],
  ['redis://secret@cache', /names a user but no password/],
  ['redis://ann:@cache', /names a user but no password/],
  ['redis+sentinel://cache/main?sentinelUsername=bob', /sentinelUsername names a user but no password/],
  ['redis://cache?db=1', /unknown parameter "db"; it takes none with this scheme/],
  ['redis://cache?tlsCa=x', /unknown parameter "tlsCa"; it takes none/],
  ['rediss://cache?tlsca=x', /unknown parameter "tlsca"; known here: tlsCa, tlsCert, tlsKey, tlsServername/],
  ['rediss://cache?tlsCa=', /"tlsCa" without a value/],
  ['rediss://cache?tlsCa=a&tlsCa=b', /has "tlsCa" twice/],
  ['rediss://cache?tlsCert=a', /both tlsCert and tlsKey, or neither/],
  ['redis://:100%@cache', /write it as %25/],
] as const) {
  test(`${url} is refused`, () => {
    assert.throws(
      () => parseRedisUrl(url),
      (error: Error) => {
        assert.equal(error.name, 'TypeError');
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /secret|100%@/);
        return true;
      },
    );
  });
}

test('a location is described without its credentials', () => {
  for (const [url, description] of [
    ['redis://ann:secret@cache', 'redis://cache:6379'],
    ['rediss://:secret@[::1]/2?tlsCa=/ca.pem', 'rediss://[::1]:6379/2'],
    ['redis+sentinel://s1,s2/main/1?sentinelPassword=secret', 'redis+sentinel://s1:26379,s2:26379/main/1'],
    ['rediss+cluster://:secret@c1,c2:7000', 'rediss+cluster://c1:6379,c2:7000'],
  ] as const) {
    assert.equal(describeLocation(parseRedisUrl(url)), description);
  }
});

test('the page on Redis lists the parameters that are known', () => {
  const page = readFileSync(new URL('../../../docs/redis.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (`[^|]+`) \| (?:TLS|sentinel) \|/gm)];
  const listed = rows.flatMap(([, names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(listed, [
    'tlsCa',
    'tlsCert',
    'tlsKey',
    'tlsServername',
    'sentinelUsername',
    'sentinelPassword',
  ]);
  for (const name of listed) {
    assert.throws(() => parseRedisUrl(`rediss+sentinel://cache/main?${name}=`), /without a value/);
  }
});
