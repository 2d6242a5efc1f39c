// The checks of the tools that answer by themselves. Every figure is a literal: the orders are the same
// on every machine.
import assert from 'node:assert/strict';
import { z } from 'zod';
import { call, type Session } from './session.ts';

export type Check = (session: Session) => Promise<void>;

const README = 'docs://examples/workbench/README.md';

const searchAnswer = z.object({
  hits: z.array(z.object({ path: z.string(), heading: z.string(), line: z.number(), uri: z.string() })),
});
const chartAnswer = z.object({
  title: z.string(),
  unit: z.string(),
  points: z.array(z.object({ label: z.string(), value: z.number() })),
});
const statisticsAnswer = z.object({
  rows: z.number(),
  groups: z.array(
    z.object({ value: z.string(), rows: z.number(), columns: z.array(z.looseObject({ name: z.string() })) }),
  ),
});

export const TOOL_CHECKS: Record<string, Check> = {
  'the tools are listed with title, schema and hints': async ({ client }) => {
    const { tools } = await client.listTools();
    const names = ['chart', 'csv_stats', 'echo', 'fetch_slowly', 'publish_note', 'search'];
    assert.deepEqual(tools.map(({ name }) => name).sort(), names);
    const search = tools.find(({ name }) => name === 'search');
    assert.equal(search?.title, 'Search the documents');
    assert.equal(search?.annotations?.readOnlyHint, true);
    assert.deepEqual(Object.keys(search?.outputSchema?.['properties'] ?? {}), ['total', 'hits']);
  },

  'echo says it back': async (session) => {
    assert.equal((await call(session, 'echo', { message: 'Grüße, 世界' })).text, 'Grüße, 世界');
  },

  'search finds a passage and links to its document': async (session) => {
    const { result } = await call(session, 'search', { query: 'deviaton quantiles csv_stats', limit: 20 });
    const { hits } = searchAnswer.parse(result.structuredContent);
    const hit = hits.find(({ uri }) => uri === README);
    assert.equal(hit?.path, 'examples/workbench/README.md');
    assert.equal(hit.heading, 'Workbench');
    assert.equal(hit.line > 1, true);
    const links = result.content.filter(({ type }) => type === 'resource_link');
    assert.equal(
      links.some((link) => 'uri' in link && link.uri === README),
      true,
    );
  },

  'csv_stats compares the regions and reports its progress': async (session) => {
    const { result, progress } = await call(session, 'csv_stats', {
      columns: ['latency_ms'],
      group_by: 'region',
    });
    const { rows, groups } = statisticsAnswer.parse(result.structuredContent);
    assert.equal(rows, 100_000);
    assert.deepEqual(
      groups.map(({ value }) => value),
      ['Europe', 'North America', 'Asia Pacific', 'South America', 'Africa'],
    );
    const [, , asia] = groups;
    assert.equal(asia?.columns[0]?.['p50'], 172);
    assert.equal(asia?.columns[0]?.['p99'], 995.53);
    assert.equal(progress.length > 5, true, 'progress');
    assert.equal(progress.at(-1)?.progress, progress.at(-1)?.total);
  },

  'csv_stats tells which columns there are': async (session) => {
    const { result, text } = await call(session, 'csv_stats', { columns: ['colour'] });
    assert.equal(result.isError, true);
    assert.equal(
      text,
      'There is no column "colour". There are: time, region, product, quantity, price_eur, latency_ms.',
    );
  },

  'chart draws a picture of the revenue by region': async (session) => {
    const { result } = await call(session, 'chart', { title: 'Revenue by region' });
    const image = result.content.find(({ type }) => type === 'image');
    assert.equal(image?.type, 'image');
    assert.equal(image.mimeType, 'image/png');
    const png = Buffer.from(image.data, 'base64');
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1920, 1080]);
    const { title, unit, points } = chartAnswer.parse(result.structuredContent);
    assert.deepEqual({ title, unit }, { title: 'Revenue by region', unit: '€' });
    assert.deepEqual(points[0], { label: 'Europe', value: 4_648_599.85 });
  },

  'chart finds the week in which the checkout was slow': async (session) => {
    const { result } = await call(session, 'chart', {
      kind: 'line',
      x: 'time',
      y: 'latency_ms',
      aggregate: 'mean',
    });
    const { points } = chartAnswer.parse(result.structuredContent);
    assert.equal(points.length, 52);
    const slowest = points.reduce((worst, point) => (point.value > worst.value ? point : worst));
    assert.equal(slowest.label, '2024-09-09T00:00:00.000Z');
  },

  'arguments that do not fit are refused': async (session) => {
    const refused = await call(session, 'chart', { kind: 'pie' }).then(
      ({ result }) => result.isError === true,
      () => true,
    );
    assert.equal(refused, true);
  },

  'fetch_slowly reports each step and hands over the document': async (session) => {
    if (session.era === 'legacy') await session.client.setLoggingLevel('info');
    const path = 'examples/workbench/README.md';
    const { result, progress } = await call(session, 'fetch_slowly', { path, steps: 4, delayMs: 10 });
    assert.deepEqual(
      progress.map(({ progress: step, total }) => `${step}/${total}`),
      ['1/4', '2/4', '3/4', '4/4'],
    );
    assert.equal(session.logs.filter(({ logger }) => logger === 'fetch_slowly').length, 4);
    const document = result.content.find(({ type }) => type === 'resource');
    assert.equal(document?.type, 'resource');
    assert.equal('text' in document.resource && document.resource.text.startsWith('# Workbench\n'), true);
  },

  'a slow call ends when it is cancelled, and the server goes on': async (session) => {
    const controller = new AbortController();
    const slow = session.client.callTool(
      { name: 'fetch_slowly', arguments: { path: 'examples/workbench/README.md', steps: 20, delayMs: 500 } },
      { signal: controller.signal, onprogress: () => controller.abort(new Error('enough')) },
    );
    await assert.rejects(slow, /enough/);
    assert.equal((await call(session, 'echo', { message: 'still here' })).text, 'still here');
  },
};
