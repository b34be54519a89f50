import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Random } from '../../kernel/random.js';
import type { Fingerprint } from '../mix/media-plane.js';

/** What our end of every DTLS association shows. The peer compares it with the fingerprint in our SDP. */
export interface DtlsCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly fingerprint: Fingerprint;
}

const dayMs = 24 * 3600 * 1000;
/** RFC 8827 6.5 wants short lives; a switch runs for months, and nobody looks at the dates but some libraries. */
const validDays = 365;

/**
 * A new self-signed certificate with a key on P-256 (RFC 8827 6.5). It says nothing of us: its name is random.
 * @param nowMs milliseconds since 1970.
 */
export function createDtlsCertificate(nowMs: number, random: Random): DtlsCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = selfSigned({
    name: random.hex(8),
    serial: Buffer.from(`01${random.hex(8)}`, 'hex'),
    from: new Date(nowMs - dayMs),
    until: new Date(nowMs + validDays * dayMs),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    privateKey,
  });
  return {
    certificatePem: pem('CERTIFICATE', certificate),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    fingerprint: fingerprintOf(certificate),
  };
}

function fingerprintOf(certificate: Buffer): Fingerprint {
  const hex = createHash('sha256').update(certificate).digest('hex').toUpperCase();
  return { algorithm: 'sha-256', value: hex.replace(/(..)(?=.)/g, '$1:') };
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** Tags of DER (ITU-T X.690 8) that a certificate takes. */
const tag = {
  integer: 0x02,
  bits: 0x03,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  time: 0x18,
  version: 0xa0,
};

/** 1.2.840.10045.4.3.2, ecdsa-with-SHA256 (RFC 5758 3.2). */
const ecdsaWithSha256 = der(tag.sequence, der(tag.oid, Buffer.from('2a8648ce3d040302', 'hex')));
/** 2.5.4.3, commonName. */
const commonName = der(tag.oid, Buffer.from('550403', 'hex'));

/** X.509 version 3 (RFC 5280 4.1) without extensions. */
function selfSigned(of: {
  readonly name: string;
  readonly serial: Buffer;
  readonly from: Date;
  readonly until: Date;
  readonly publicKey: Buffer;
  readonly privateKey: KeyObject;
}): Buffer {
  const named = der(tag.sequence, commonName, der(tag.utf8, Buffer.from(of.name)));
  const name = der(tag.sequence, der(tag.set, named));
  const toBeSigned = der(
    tag.sequence,
    der(tag.version, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, of.serial),
    ecdsaWithSha256,
    name,
    der(tag.sequence, time(of.from), time(of.until)),
    name,
    of.publicKey,
  );
  const signature = sign('sha256', toBeSigned, of.privateKey);
  const noUnusedBits = Buffer.from([0]);
  return der(tag.sequence, toBeSigned, ecdsaWithSha256, der(tag.bits, noUnusedBits, signature));
}

/** GeneralizedTime, `20260101000000Z`. */
function time(at: Date): Buffer {
  return der(tag.time, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}

function der(type: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...size]), content]);
}
