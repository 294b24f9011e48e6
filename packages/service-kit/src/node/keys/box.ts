/** AES-256-GCM with a random nonce: nonce, what is sealed, tag. The context is authenticated, not contained. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const sizes = { nonce: 12, tag: 16 };

export function sealBox(key: Uint8Array, content: string | Uint8Array, context: string): Buffer {
  const nonce = randomBytes(sizes.nonce);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when that key did not seal it in that context. */
export function openBox(key: Uint8Array, box: Uint8Array, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, sizes.nonce))
    .setAAD(Buffer.from(context))
    .setAuthTag(box.subarray(box.length - sizes.tag));
  return Buffer.concat([decipher.update(box.subarray(sizes.nonce, box.length - sizes.tag)), decipher.final()]);
}
