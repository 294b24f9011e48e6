/** As with the log's engines: what talks to servers is loaded when a bucket is opened. */
import type { Bucket, BucketOptions } from './bucket.ts';

export type { Bucket, BucketEntry } from './bucket.ts';

/** Undefined: there is none, and none was to be made. */
export async function openBucket(options: BucketOptions): Promise<Bucket | undefined> {
  const bucket = await import('./bucket.ts');
  return bucket.openBucket(options);
}
