import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UriTemplate } from './uri-template.ts';

/** The variables of RFC 6570, section 3.2. */
const VALUES = {
  count: ['one', 'two', 'three'],
  dom: ['example', 'com'],
  dub: 'me/too',
  hello: 'Hello World!',
  half: '50%',
  var: 'value',
  who: 'fred',
  base: 'http://example.com/home/',
  path: '/foo/bar',
  list: ['red', 'green', 'blue'],
  v: '6',
  x: '1024',
  y: '768',
  empty: '',
  empty_list: [],
};

function expansion(template: string): string {
  return new UriTemplate(template).expand(VALUES);
}

function matched(template: string, uri: string): unknown {
  return new UriTemplate(template).match(uri);
}

describe('UriTemplate', () => {
  it('names its variables once each', () => {
    assert.deepEqual(new UriTemplate('{a}/{b,c}{?d,a}').variableNames, ['a', 'b', 'c', 'd']);
  });

  it('expands as the RFC has it', () => {
    const examples: Record<string, string> = {
      'O{empty}X{undef}': 'OX',
      '{hello}{half}': 'Hello%20World%2150%25',
      '{x,empty,y,undef}': '1024,,768',
      '{list}{/list*}{.list*}': 'red,green,blue/red/green/blue.red.green.blue',
      '{+base}index{+path,x}here': 'http://example.com/home/index/foo/bar,1024here',
      '{+half}{+list*}': '50%25red,green,blue',
      'X{#path,x}{#list}{#undef}': 'X#/foo/bar,1024#red,green,blue',
      'X{.who,half}{.dom*}{.empty}': 'X.fred.50%25.example.com.',
      '{/who,dub}{/var,empty}{/list}': '/fred/me%2Ftoo/value//red,green,blue',
      '{;who,empty,v,undef}{;list}{;count*}':
        ';who=fred;empty;v=6;list=red,green,blue;count=one;count=two;count=three',
      '{?x,y,empty,undef}': '?x=1024&y=768&empty=',
      '?fixed=yes{&x,list}{&count*}{&empty_list}':
        '?fixed=yes&x=1024&list=red,green,blue&count=one&count=two&count=three',
      'caf\u00e9 {var}': 'caf%C3%A9%20value',
    };
    for (const [template, expected] of Object.entries(examples))
      assert.equal(expansion(template), expected, template);
  });

  it('expands own variables only', () => {
    assert.equal(new UriTemplate('{constructor}{toString}').expand({}), '');
  });

  it('matches a variable within a path segment', () => {
    assert.deepEqual(matched('file:///{name}', 'file:///a.txt'), { name: 'a.txt' });
    assert.deepEqual(matched('/api/{version}/{kind}/{id}', '/api/v1/users/12'), {
      version: 'v1',
      kind: 'users',
      id: '12',
    });
    assert.deepEqual(matched('/users/{id}', '/users/5/more'), undefined);
    assert.deepEqual(matched('/users/{id}', '/users/'), undefined);
    assert.deepEqual(matched('/users/{id}', '/users/5?x=1'), undefined);
    assert.deepEqual(matched('/users/{id}', '/posts/5'), undefined);
  });

  it('matches across segments with the operators for it', () => {
    assert.deepEqual(matched('file:///{+path}', 'file:///a/b.txt'), { path: 'a/b.txt' });
    assert.deepEqual(matched('{+path}/here{?q}{#part}', 'a/here/here?q=1#x/y'), {
      path: 'a/here',
      q: '1',
      part: 'x/y',
    });
    assert.deepEqual(matched('x{/a,b}{/rest*}', 'x/1/2/3/4'), { a: '1', b: '2', rest: ['3', '4'] });
    assert.deepEqual(matched('file{.ext}', 'file.tar.gz'), { ext: 'tar.gz' });
    assert.deepEqual(matched('file{.ext*}', 'file.tar.gz'), { ext: ['tar', 'gz'] });
    assert.deepEqual(matched('{list*}', 'a,b'), { list: ['a', 'b'] });
    assert.deepEqual(matched('{x,y}', '1024,768'), { x: '1024', y: '768' });
  });

  it('gives each variable as much as the later ones leave', () => {
    assert.deepEqual(matched('{a}-{b}', '1-2-3'), { a: '1-2', b: '3' });
    assert.deepEqual(matched('{a}{b}', 'xyz'), { a: 'xy', b: 'z' });
  });

  it('matches query parameters in any order, absent ones too', () => {
    assert.deepEqual(matched('/s{?q,lang}', '/s?lang=de&q=a%20b'), { lang: 'de', q: 'a b' });
    assert.deepEqual(matched('/s{?q,lang}', '/s'), {});
    assert.deepEqual(matched('/s{?q*}', '/s?q=1&q=2'), { q: ['1', '2'] });
    assert.deepEqual(matched('/s?a=1{&q}', '/s?a=1&q='), { q: '' });
    assert.deepEqual(matched('/s{?a}{&b}', '/s?b=2&a=1=1'), { b: '2', a: '1=1' });
    assert.deepEqual(matched('/s{;a,b}/x', '/s;b=2;a/x'), { b: '2', a: '' });
    assert.deepEqual(matched('/s{?q}', '/s?other=1'), undefined);
    assert.deepEqual(matched('/s{?q}', '/s?q=1&q=2'), undefined);
  });

  it('decodes values, and does not match broken encodings', () => {
    assert.deepEqual(matched('n/{name}', 'n/%C3%A9%2F%2E%2E'), { name: 'é/..' });
    assert.deepEqual(matched('caf\u00e9/{name}', 'café/ü b'), { name: 'ü b' });
    for (const broken of ['n/%', 'n/%2', 'n/%zz', 'n/%ff', 'n/%C3'])
      assert.equal(matched('n/{name}', broken), undefined);
  });

  it('wants the same value wherever a variable occurs', () => {
    assert.deepEqual(matched('{a}/{a}', '1/1'), { a: '1' });
    assert.equal(matched('{a}/{a}', '1/2'), undefined);
  });

  it('finds its variables again in what it expanded', () => {
    const template = new UriTemplate('db://{host}/{+path}{?page,tag*}{#part}');
    const variables = { host: 'a b', path: 'x/y', page: '1&2', tag: ['r', 's=t'], part: '!/?' };
    assert.deepEqual(template.match(template.expand(variables)), variables);
  });

  it('finds its way through hostile URIs', () => {
    assert.equal(matched('{a}{b}{c}{d}{e}{f}x', 'a'.repeat(8000)), undefined);
    assert.equal(matched('{+a}{+b}{+c}{+d}{+e}!', 'a/'.repeat(4000)), undefined);
    assert.equal(matched('{/list*}{/more*}!', '/,'.repeat(4000)), undefined);
    assert.equal(matched('{+v1}a{+v2}a{+v3}a{+v4}ab', 'a'.repeat(8000)), undefined);
    assert.equal(matched('/s{?q*}', `/s?${'q=1&'.repeat(3000)}`), undefined);
  });

  it('is bounded in its own length and that of a URI', () => {
    assert.throws(() => new UriTemplate('x'.repeat(2049)), {
      name: 'TypeError',
      message: /at most 2048 characters/,
    });
    assert.throws(() => new UriTemplate('{a}'.repeat(33)), {
      name: 'TypeError',
      message: /more than 32 variables/,
    });
    assert.deepEqual(matched('{a}', 'a'.repeat(8192)), { a: 'a'.repeat(8192) });
    assert.equal(matched('{a}', 'a'.repeat(8193)), undefined);
  });

  it('refuses malformed and unsupported templates', () => {
    const problems: Record<string, RegExp> = {
      'a{b': /a "\{" has no "\}"/,
      'a}b': /a "\}" has no "\{"/,
      '{}': /no valid variable name/,
      '{a b}': /no valid variable name/,
      '{,a}': /no valid variable name/,
      '{=a}': /no valid variable name/,
      '{__proto__}': /no valid variable name/,
      '{a:3}': /uses a prefix/,
      '100%{a}': /"%" is not followed by/,
    };
    for (const [template, message] of Object.entries(problems)) {
      assert.throws(() => new UriTemplate(template), { name: 'TypeError', message });
    }
  });
});
