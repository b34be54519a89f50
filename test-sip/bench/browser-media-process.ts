/**
 * Both ends of many calls in a process of their own: a browser's (DTLS-SRTP) and a phone's (plain RTP) for each call.
 * Started with fork(); answers each order once.
 */
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../kernel/clock.js';
import { rtpHeaderBytes, writeRtpHeader } from '../../media/rtp/packet.js';
import { WebRtcLibrary } from '../../media/webrtc/webrtc-library.js';
import { DatachannelPeer } from '../../media/webrtc/testing/datachannel-peer.js';

export type PeerOrder =
  | { readonly order: 'offer'; readonly calls: number }
  /** `targets`: where the phones send to. */
  | { readonly order: 'talk'; readonly answers: readonly string[]; readonly targets: readonly number[] }
  | { readonly order: 'counts' }
  | { readonly order: 'end' };

export interface PeerAnswer {
  readonly offers: readonly string[];
  readonly phonePorts: readonly number[];
  readonly sent: number;
  readonly atBrowsers: number;
  readonly atPhones: number;
}

const address = '127.0.0.1';
const packetMs = 20;
const frameBytes = 160;

const loaded = await WebRtcLibrary.load(systemClock);
if (!loaded.ok) throw new Error(loaded.why);
const library = loaded.value;
let browsers: DatachannelPeer[] = [];
let phones: Socket[] = [];
let offers: readonly string[] = [];
let targets: readonly number[] = [];
let talking = false;
let [sent, atBrowsers, atPhones] = [0, 0, 0];

process.on('message', (message: PeerOrder) => {
  void carryOut(message).then(() => {
    const phonePorts = phones.map((phone) => phone.address().port);
    const answer: PeerAnswer = { offers, phonePorts, sent, atBrowsers, atPhones };
    process.send?.(answer);
    if (message.order === 'end') process.disconnect();
  });
});

async function carryOut(message: PeerOrder): Promise<void> {
  if (message.order === 'offer') await offer(message.calls);
  else if (message.order === 'talk') {
    targets = message.targets;
    for (const [i, browser] of browsers.entries()) browser.accept(message.answers[i] ?? '');
    await Promise.all(browsers.map((browser) => browser.connected));
    talking = true;
    void talk();
  } else if (message.order === 'counts') {
    return;
  } else {
    talking = false;
    for (const browser of browsers) browser.close();
    for (const phone of phones.splice(0)) phone.close();
    library.close();
  }
}

async function offer(calls: number): Promise<void> {
  browsers = Array.from({ length: calls }, (_, i) => new DatachannelPeer(library, `browser ${i}`));
  offers = await Promise.all(browsers.map((browser) => browser.offer()));
  phones = browsers.map(() => createSocket('udp4'));
  await Promise.all(phones.map((phone) => new Promise<void>((done) => phone.bind(0, address, done))));
  for (const browser of browsers)
    browser.onPacket = (packet) => {
      if (isAudio(packet)) atBrowsers++;
    };
  for (const phone of phones)
    phone.on('message', (packet) => {
      if (isAudio(packet)) atPhones++;
    });
}

const isAudio = (packet: Buffer): boolean => ((packet[1] ?? 0) & 0x7f) === 8;

async function talk(): Promise<void> {
  const start = performance.now();
  for (let slot = 0; talking; slot++) {
    // One slot each millisecond; a slot serves the calls whose turn it is in their 20 ms.
    if (performance.now() - start < slot) await sleep(1);
    for (let i = slot % packetMs; i < browsers.length; i += packetMs) {
      const frame = Math.floor(slot / packetMs);
      if (browsers[i]?.send(packet(frame, 2 * i + 1)) === true) sent++;
      phones[i]?.send(packet(frame, 2 * i + 2), targets[i] ?? 0, address);
      sent++;
    }
  }
}

function packet(frame: number, ssrc: number): Buffer {
  const bytes = Buffer.alloc(rtpHeaderBytes + frameBytes, 0xd5);
  const [sequence, timestamp] = [frame & 0xffff, (frame * frameBytes) >>> 0];
  writeRtpHeader(bytes, 0, { payloadType: 8, marker: false, sequence, timestamp, ssrc });
  return bytes;
}
