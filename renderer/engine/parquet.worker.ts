import { parquetPieces } from './parquet-pieces.ts';
import { servePieces } from './serve-pieces.ts';

servePieces(parquetPieces, (piece) => (piece.kind === 'schema' ? [] : [piece.ipc.buffer]));
