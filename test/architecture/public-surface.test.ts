// The names that `import ... from 'mcp-fleet'` offers. A change here is a change for every user: it needs a changelog line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as surface from 'mcp-fleet';

test('the package exports exactly these names', () => {
  assert.deepEqual(Object.keys(surface).sort(), [
    'ConfigurationError',
    'FleetError',
    'FleetNode',
    'FleetServer',
    'ProtocolError',
    'ResourceTemplate',
    'ToolError',
    'acceptedContent',
    'completable',
    'fleet',
    'fromJsonSchema',
    'fromSdk',
    'fromSdkV1',
    'inputRequired',
    'inputResponse',
    'loadOptions',
    'memoryStores',
  ]);
});
