/** Another process holds the read store's lock. Nothing was written; what was to be written is, once it lets go. */
export class ReadStoreBusy extends Error {
  override readonly name = 'ReadStoreBusy';
}
