import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StatusLine } from './show-progress.ts';

function shown(isTTY: boolean, use: (status: StatusLine) => void): string {
  let text = '';
  use(new StatusLine({ isTTY, columns: 20, write: (part) => (text += part) }));
  return text;
}

test('without a terminal each step and each message is a line', () => {
  const text = shown(false, (status) => {
    status.progress({ progress: 1, total: 3, message: 'read\nthis' });
    status.log({ level: 'warning', logger: 'db', data: { slow: true } });
    status.progress({ progress: 3, total: 3 });
    status.progress({ progress: 7 });
  });
  assert.equal(text, ' 33% read this\nwarning: db: {"slow":true}\n100%\n7\n');
});

test('on a terminal progress stays on one line, cut to its width, until something else is said', () => {
  const text = shown(true, (status) => {
    status.progress({ progress: 1, total: 2, message: 'a very long message' });
    status.progress({ progress: 2, total: 2 });
    status.log({ level: 'info', data: 'done' });
    status.clear();
  });
  assert.equal(text, '\r\u001b[2K 50% a very long me\r\u001b[2K100%\r\u001b[2Kinfo: done\n');
});
