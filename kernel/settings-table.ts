/**
 * Every setting of the product, in one table; docs/settings.md is made from it (settings-page.ts).
 * The launcher, the switch and the engine read the same table, so that a name that is right for one is right for all.
 */
import {
  address,
  byLanguage,
  defineSettings,
  flag,
  integer,
  list,
  oneOf,
  optional,
  optionalAddress,
  port,
  setting,
  text,
  url,
  type Values,
} from './settings.js';

export const settingsTable = defineSettings({
  sipAddresses: setting(list(address), ['0.0.0.0', '::'], 'Local addresses that SIP listens on.'),
  sipPort: setting(port, 5060, 'Port of SIP over UDP and TCP; 0 lets the system choose.'),
  sipDomain: setting(text, 'yihao', 'SIP domain of registered phones, and the realm of their passwords.'),
  sipAdvertisedAddress: setting(
    optionalAddress,
    '',
    'Address in Via and Contact where it is not the local one (behind a one-to-one NAT).',
  ),
  wsAddress: setting(
    address,
    '127.0.0.1',
    'Address that the switch takes SIP over WebSocket at; browsers come through the web interface, at /sip.',
  ),
  wsPort: setting(port, 5066, 'Port of SIP over WebSocket; 0 lets the system choose.'),
  wssAddress: setting(
    address,
    '0.0.0.0',
    'Address that the switch takes SIP over secure WebSocket at, when there is a certificate.',
  ),
  wssPort: setting(port, 7443, 'Port of SIP over secure WebSocket; 0 lets the system choose.'),
  tlsCertificate: setting(
    text,
    '',
    'PEM file with the certificate and those that vouch for it; empty is no secure WebSocket on the switch.',
  ),
  tlsKey: setting(text, '', 'PEM file with the private key of the certificate.'),
  sipSocketUrl: setting(
    text,
    '',
    'Where the web interface hands the SIP of browsers on to (ws:// or wss://); empty is the switch of this machine.',
  ),
  trunks: setting(
    text,
    '',
    'Trunks to carriers: a JSON list, or the path of a JSON or YAML file that holds one.',
  ),
  outboundTrunks: setting(
    list(text),
    [],
    'Names of the trunks that calls out are tried through, in this order; empty takes all of `trunks` as listed.',
  ),
  rtpFirstPort: setting(integer(1024, 65534), 20000, 'First UDP port of audio.'),
  rtpLastPort: setting(integer(1025, 65535), 29999, 'Last UDP port of audio.'),
  rtpAddress: setting(
    optionalAddress,
    '',
    'Address that SDP tells the other side to send audio to; empty is that of SIP.',
  ),
  rtpTimeoutSeconds: setting(
    integer(0, 86400),
    300,
    'A call that no audio packet comes in on for so long is hung up with MEDIA_TIMEOUT; 0 is never.',
  ),
  browserTimeoutSeconds: setting(
    integer(0, 3600),
    8,
    'A browser in a call from which nothing comes for so long is hung up with MEDIA_TIMEOUT; 0 is as for phones.',
  ),
  mediaWorkers: setting(integer(0, 256), 0, 'Threads that carry audio; 0 is one for each processor core.'),
  legsPerWorker: setting(integer(1, 10000), 500, 'Most legs that one audio thread carries.'),
  channels: setting(integer(1, 100000), 1000, 'Most legs that the switch carries; further calls get 503.'),
  eventSocketAddress: setting(address, '127.0.0.1', 'Address that the Event Socket listens on.'),
  eventSocketPort: setting(port, 8021, 'Port of the Event Socket.'),
  eventSocketPassword: setting(
    text,
    '',
    'Password of the Event Socket; the launcher makes a random one when it is empty.',
  ),
  embeddedSwitch: setting(
    flag,
    true,
    'Starts the switch that comes with Yihao; false where the nodes of `switches` carry the calls.',
  ),
  switches: setting(
    list(text),
    ['127.0.0.1:8021'],
    'Event Sockets that the engine controls, as address:port, or address:port:password where it differs.',
  ),
  switchSecret: setting(
    text,
    '',
    'Secret with which a switch asks the engine for users; the launcher makes a random one when it is empty.',
  ),
  directoryUrl: setting(
    text,
    '',
    'Where the switch asks for users; empty is /switch/directory on the engine of this machine.',
  ),
  httpAddress: setting(address, '0.0.0.0', 'Address that the web interface listens on.'),
  httpPort: setting(port, 8080, 'Port of the web interface.'),
  embedOrigins: setting(
    list(text),
    [],
    'Origins (as https://crm.example.cn) whose pages may carry the softphone bar and use the interface with it.',
  ),
  callerPage: setting(
    flag,
    false,
    'Lets anyone call the hotline from a browser at /softphone/caller/; the demo does so too.',
  ),
  data: setting(text, 'data', 'Folder for the database, recordings and everything else that is kept.'),
  databaseUrl: setting(
    text,
    '',
    'PostgreSQL to use, as postgres://user:password@host/name; empty starts one of its own.',
    'DATABASE_URL',
  ),
  databasePort: setting(port, 0, 'Port of the PostgreSQL that is started; 0 lets the system choose.'),
  flows: setting(text, 'ivr-flows', 'Folder of the IVR flows.'),
  flowSecrets: setting(
    text,
    '',
    'YAML file of secrets that HTTP nodes of flows send as headers, each with the origins that it may go to (docs/ivr.md); flows name them and never hold them.',
  ),
  flowPrivateHosts: setting(
    list(text),
    [],
    'Hosts inside the own network, as crm.local or 10.0.0.9:8080, that HTTP nodes of flows may ask.',
  ),
  recognisers: setting(
    list(byLanguage(url('ws:', 'wss:'))),
    [],
    'Recognisers of speech menus by language: WebSockets that speak the protocol of the Vosk server.',
  ),
  speechUrl: setting(
    optional(url('http:', 'https:')),
    '',
    'Voice that speaks texts: POST of model, input, voice and response_format, sound comes back; empty is espeak-ng.',
  ),
  speechAuthorization: setting(
    text,
    '',
    'Sent to that voice as Authorization; best given in the environment.',
  ),
  speechModel: setting(text, 'tts-1', 'Sent to that voice as model.'),
  speechVoices: setting(list(byLanguage(text)), [], 'Sent to that voice as voice, by language.'),
  holdMusic: setting(
    text,
    '',
    'WAV file, or folder of WAV files, played on hold; empty is the built-in one.',
  ),
  demo: setting(
    flag,
    false,
    'Creates a demo hotline and agents, and lets calls from this machine in as if from a trunk.',
  ),
  logLevel: setting(
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    'info',
    'Least grave log line.',
  ),
  logPersonal: setting(flag, false, 'Writes telephone numbers, names and keys pressed into the log.'),
});

export type Settings = Values<typeof settingsTable>;
