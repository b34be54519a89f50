import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { Button, Switch, Table } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../desk-shell/desk-context.js';
import type { Routing, Rule } from './contract.js';
import { routingTexts } from './routing-texts.js';
import { conditionWords, outcomeWords } from './rule-words.js';
import { moved } from './settings.js';
import { useRoutingChoices } from './use-routing-choices.js';

interface Props {
  readonly routing: Routing;
  readonly change: (routing: Routing) => void;
  readonly edit: (at: number) => void;
}

/** Rules in their order, as sentences. */
export function RuleTable({ routing, change, edit }: Props): ReactNode {
  const words = useTexts(routingTexts);
  const { names } = useRoutingChoices();
  const { rules } = routing;
  const put = (changed: readonly Rule[]): void => change({ ...routing, rules: changed });
  const nameOf = (rule: Rule): string => rule.name ?? rule.id;
  return (
    <Table<Rule>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={[...rules]}
      locale={{ emptyText: words.noRules }}
      columns={[
        { title: words.order, width: 56, render: (_, _rule, at) => at + 1 },
        {
          title: words.name,
          render: (_, rule) => (
            <>
              {nameOf(rule)}
              {rule.name !== undefined && <div className="dim">{rule.id}</div>}
            </>
          ),
        },
        { title: words.when, render: (_, rule) => conditionWords(rule.when, words, names) },
        {
          title: words.then,
          render: (_, rule) => (
            <>
              {outcomeWords(rule.then, words, names)}
              {rule.goOn === true && <div className="dim">{words.goesOn}</div>}
            </>
          ),
        },
        {
          title: words.enabled,
          width: 64,
          render: (_, rule, at) => (
            <Switch
              size="small"
              aria-label={words.enable(nameOf(rule))}
              checked={rule.enabled !== false}
              onChange={(enabled) => put(rules.map((one, n) => (n === at ? { ...one, enabled } : one)))}
            />
          ),
        },
        {
          title: <span className="only-read">{words.edit}</span>,
          width: 190,
          render: (_, rule, at) => (
            <div className="row row-tight">
              <Button
                size="small"
                icon={<ArrowUpOutlined aria-hidden />}
                aria-label={words.up(nameOf(rule))}
                disabled={at === 0}
                onClick={() => put(moved(rules, at, -1))}
              />
              <Button
                size="small"
                icon={<ArrowDownOutlined aria-hidden />}
                aria-label={words.down(nameOf(rule))}
                disabled={at === rules.length - 1}
                onClick={() => put(moved(rules, at, 1))}
              />
              <Button
                size="small"
                icon={<EditOutlined aria-hidden />}
                aria-label={words.editRule(nameOf(rule))}
                onClick={() => edit(at)}
              >
                {words.edit}
              </Button>
              <Button
                size="small"
                danger
                icon={<DeleteOutlined aria-hidden />}
                aria-label={words.removeRule(nameOf(rule))}
                onClick={() => put(rules.filter((_one, n) => n !== at))}
              />
            </div>
          ),
        },
      ]}
    />
  );
}
