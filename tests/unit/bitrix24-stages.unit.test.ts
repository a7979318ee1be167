import { expect, test } from 'vitest';
import { stageInHub, stageOnWire } from '../../connectors/bitrix24/stages.ts';

test.each([
  ['C7:NEW', '7', 7, 'NEW'],
  ['NEW', '0', 0, 'NEW'],
  ['NEW', '0', 7, 'C0:NEW'],
  ['C9:UC_KN8KFI', '9', 7, 'C9:UC_KN8KFI'],
  ['C9:NEW', '9', 0, 'C9:NEW'],
])('the stage %s of funnel %s is, for a hub of funnel %d, %s and back', (stageId, categoryId, funnel, stage) => {
  expect(stageInHub(stageId, categoryId, funnel)).toBe(stage);
  expect(stageOnWire(stage, funnel)).toBe(stageId);
});
