import { expect, test } from 'vitest';
import { type NewRule, ruleId, withRule } from '../../console/screens/mappings/rule-text.ts';

const TEXT = `spec: a--b
rules:
  # Dates
  - { id: begin, from: dates.start, to: BEGIN, owner: left }
  # Given once
  - { id: source, constant: sourceId, to: source, owner: create_only }

# Wishes
requests: []
`;

const rule: NewRule = {
  id: 'prepay-due',
  from: ['dates.prepayDue'],
  to: 'UF_DUE',
  via: 'date',
  owner: 'left',
  onMissing: 'null',
  pii: false,
  lookup: null,
};

test('a rule is put beside rules of the same part, and everything else stays', () => {
  const { text, line } = withRule(TEXT, rule);
  expect(text.split('\n')[line - 1]).toBe('  - { id: prepay-due, from: dates.prepayDue, to: UF_DUE, via: [date], owner: left }');
  expect(line).toBe(5);
  expect(
    text
      .split('\n')
      .toSpliced(line - 1, 1)
      .join('\n'),
  ).toBe(TEXT);
});

test('a rule of a part that nobody reads yet is the last one', () => {
  const { text, line } = withRule(TEXT, { ...rule, from: ['nights'], via: null, onMissing: 'skip' });
  expect(line).toBe(7);
  expect(text).toContain(
    'owner: create_only }\n  - { id: prepay-due, from: nights, to: UF_DUE, onMissing: skip, owner: left }\n\n# Wishes',
  );
});

test('a dictionary of its own stands below, its words quoted', () => {
  const lookup = { name: 'tier', values: { GOLD: 'Золотой: да' }, fallback: 'Обычный' };
  const { text } = withRule(TEXT, { ...rule, via: null, lookup });
  expect(text).toContain('to: UF_DUE, lookup: tier, owner: left }');
  expect(text.endsWith('dictionaries:\n  tier:\n    values: { "GOLD": "Золотой: да" }\n    fallback: "Обычный"\n')).toBe(true);
  const second = withRule(text, { ...rule, lookup: { ...lookup, name: 'level' } }).text;
  expect(second.match(/^dictionaries:/gm)).toHaveLength(1);
});

test('a rule is named after its path, unlike the others', () => {
  expect(ruleId('dates.prepayDue', [])).toBe('prepay-due');
  expect(ruleId('unknown.claimDocument@loyaltyTier', ['loyalty-tier'])).toBe('loyalty-tier-2');
});
