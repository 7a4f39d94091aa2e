/** The dictionary that Waybill ships, read once. */
import text from './drones.yml';
import { compileDictionary, parseDictionary, type CompiledDictionary } from './dictionary.ts';

export const DRONES_YAML: string = text;

let made: CompiledDictionary | null = null;
export const defaultDictionary = (): CompiledDictionary =>
  (made ??= compileDictionary(parseDictionary(text, 'drones.yml')));
