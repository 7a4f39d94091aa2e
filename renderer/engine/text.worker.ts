import { servePieces } from './serve-pieces.ts';
import { textPieces } from './text-pieces.ts';

servePieces(textPieces, (piece) => [piece.bytes.buffer]);
