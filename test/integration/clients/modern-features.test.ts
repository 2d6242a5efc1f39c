// What only 2026-07-28 has, through client v2: mirrored headers, freshness hints, subscriptions with a filter, and
// questions that the client's user answers by hand.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { CallToolRequest, withInputRequired } from '@modelcontextprotocol/client';
