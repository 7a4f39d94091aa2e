import { servePieces } from './serve-pieces.ts';
import { textHead } from './text-head.ts';

servePieces(textHead, (head) => [head.bytes.buffer]);
