import { describe, expect, it } from 'vitest';
import { guard, plainRelation } from './guard.ts';
import { splitStatements } from './tokens.ts';

describe('guard', () => {
  it.each([
    'select 1', 'from shipments select count(*)', 'with a as (select 1) from a', 'values (1)', 'table shipments', '(select 1)',
    'pivot shipments on direction using count(*)', 'describe shipments', 'show tables', 'summarize shipments',
    'explain select 1', 'explain analyze select 1', 'explain (format json) select 1', "select 'copy x to y'", 'select 1 as "delete"',
    'select * replace (1 as a) from t', 'from range(3)',
    'with a as (select 1) select 1 -- insert',
  ])('lets through what reads: %s', (text) => {
    expect(guard(text).map((s) => s.access)).toEqual(['read']);
  }); // prettier-ignore

  it.each([
    'create table work.a as select 1', 'create or replace table if not exists work."a b" (x int)', 'create view work.v as from t',
    'insert into work.a select 1', 'update work.a set x = 1', 'delete from work.a', 'drop table if exists work.a', 'alter table work.a add column b int',
  ])('lets through writes to work: %s', (text) => {
    expect(guard(text).map((s) => s.access)).toEqual(['write']);
  }); // prettier-ignore

  it.each([
    "copy shipments to '/tmp/x'", "attach ':memory:' as z", 'install httpfs', 'load httpfs', 'set memory_limit = 1', 'reset all', 'pragma database_list',
    'call enable_logging()', "export database 'x'", "import database 'x'", 'create secret s (type s3)', 'create macro lower(x) as 1',
    'create function lower(x) as 1', 'create temp table a as select 1', 'create table a as select 1', 'create schema s', 'create type t as enum (1)',
    'insert into shipments select 1', 'insert into work.derived.shipments select 1', 'delete from work.derived.shipments', 'drop schema work.derived',
    'drop table work.a, work.derived.shipments', 'detach work', 'use work', 'checkpoint', 'vacuum', 'begin', 'commit', 'prepare p as select 1', 'execute p',
    'with a as (select 1) insert into work.a from a', 'explain analyze insert into work.derived.shipments select 1', 'explain analyze copy t to \'x\'',
    'update extensions', 'comment on table work.a is \'x\'', 'set variable a = 1', 'merge into work.a using t on true when matched then delete',
    "select * from enable_logging(storage = 'file')", 'select * from "enable_logging" ()', 'from system.main.enable_profiling()',
    "select * from read_csv('/etc/passwd')", "from query('select 1')", "from glob('/*')", 'select /* /* */ 1 */ 1; copy t to \'x\'',
    'select 1; set threads = 1', 'select\u00001',
  ])('refuses all else: %s', (text) => {
    expect(() => guard(text)).toThrow(expect.objectContaining({ code: 'sql/refused' }));
  }); // prettier-ignore

  it('says where in the script the refused statement begins', () => {
    expect(() => guard('select 1;\ncopy t to x')).toThrow(expect.objectContaining({ place: { offset: 10 } }));
  });

  it('says that there is nothing to run', () => {
    expect(() => guard(' -- nothing\n;')).toThrow(expect.objectContaining({ code: 'sql/empty' }));
  });
});

describe('guard, parentheses', () => {
  it('does not let a closing parenthesis end what a statement is put into', () => {
    expect(() => guard('select 1) union (select 2')).toThrow(
      expect.objectContaining({ code: 'sql/syntax', place: { offset: 8 } }) as Error,
    );
    expect(guard(`select ')', "a)" from ((select 1)) -- )`)).toHaveLength(1);
  });
});

describe('plainRelation', () => {
  it.each([
    ['from shipments', 'shipments'],
    ['SELECT * FROM "raw_a b"', 'raw_a b'],
    ['select * from shipments limit 1', null],
    ['select a from shipments', null],
    ["from 'x.csv'", null],
    ['from work.a', null],
  ])('%s → %s', (text, name) => {
    expect(plainRelation(splitStatements(text)[0]!)).toBe(name);
  });
});
