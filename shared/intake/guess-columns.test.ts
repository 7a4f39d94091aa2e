import { describe, expect, test } from 'vitest';
import { findNullTokens, guessColumn, guessNumberStyle } from './guess-columns.ts';

describe('types and formats', () => {
  test.each([
    ['date', ['31.01.2022', '01.02.2022'], 'date', 'dd.mm.yyyy'],
    ['date', ['1.2.2022', '2.2.2022'], 'date', 'd.m.yyyy'],
    ['date', ['2022-01-31', ''], 'date', 'yyyy-mm-dd'],
    ['date', ['2022-01-31 00:00:00', '2022-02-01 00:00:00'], 'date', 'yyyy-mm-dd hh:mm:ss'],
    ['date', ['2022-01-31 10:20:00', '2022-02-01'], 'timestamp', 'yyyy-mm-dd hh:mm:ss | yyyy-mm-dd'],
    ['date', ['1/31/2022', '2/1/2022'], 'date', 'm/d/yyyy'],
    ['date', ['31/01/2022', '01/02/2022'], 'date', 'dd/mm/yyyy'],
    ['date', ['01/02/2022', '03/04/2022'], 'date', 'ambiguous d/m or m/d'],
    ['date', ['13/02/2022', '01/31/2022'], 'date', 'd/m/yyyy and m/d/yyyy mixed'],
    ['x', ['20220131', '20220201', '20220202'], 'date', 'yyyymmdd'],
    ['x', ['44621', '44622'], 'integer', null],
    ['Release Date', ['44621', '44622'], 'date', 'excel-serial'],
    ['Дата', ['44621', '2022-03-01', '2022-03-02'], 'date', 'yyyy-mm-dd | excel-serial'],
    ['n', ['1', '-2', 'NULL'], 'integer', null],
    ['n', ['1 234,56', '7,5', '3'], 'decimal', null],
    ['n', ['$1,234.50', '12%'], 'decimal', null],
    ['hs', ['0101210000', '0102290000'], 'text', null],
    ['b', ['да', 'нет'], 'boolean', null],
    ['t', ['10:20', '11:00'], 'text', 'hh:mm'],
    ['e', ['', ' ', '-0-'], 'empty', null],
    ['s', ['pump', '12'], 'text', null],
  ] as const)('%s %j is %s %s', (header, cells, type, format) => {
    expect(guessColumn(header, [...cells])).toEqual({ type, format });
  });
});

describe('number style', () => {
  test.each([
    [['1 234,56', '7,5'], ',', ' '],
    [['1\u00a0234,56'], ',', '\u00a0'],
    [["1'234.56"], '.', "'"],
    [['1.234,56'], ',', '.'],
    [['1,234.56'], '.', ','],
    [['1,234', '2,345'], null, null],
    [['0,500'], ',', null],
    [['12'], null, null],
  ] as const)('%j has %j and %j', (cells, decimal, thousands) => {
    expect(guessNumberStyle(cells)).toEqual({ decimal, thousands });
  });
});

test('stand-ins for no value are told as written', () => {
  expect(findNullTokens(['NULL', 'x', 'ОТСУТСТВУЕТ', 'NULL', '-0- ', '\\N'])).toEqual([
    'NULL',
    'ОТСУТСТВУЕТ',
    '-0-',
    '\\N',
  ]);
});
