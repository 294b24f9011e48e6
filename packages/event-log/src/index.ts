export * from './port.ts';
export { decodeCursor, encodeCursor, type Cursor } from './cursor.ts';
