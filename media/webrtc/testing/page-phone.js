/** A telephone made of SIP.js for tests: says a tone, hears by spectrum. In the page it is `window.phone`. */
import { Inviter, RequestPendingError, SessionState, UserAgent, Registerer, Web } from '/sip.js/index.js';

const context = new AudioContext();
const patienceMs = 15_000;

function tone(hertz) {
  const oscillator = new OscillatorNode(context, { frequency: hertz });
  const gain = new GainNode(context, { gain: 0.5 });
  const destination = new MediaStreamAudioDestinationNode(context);
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  return destination.stream;
}

async function until(holds, what) {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const held = await holds();
    if (held) return held;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Listens to a remote stream. */
class Ear {
  constructor(stream) {
    // Chromium gives a remote stream to Web Audio only while an element plays it.
    this.element = new Audio();
    this.element.srcObject = stream;
    this.element.muted = true;
    void this.element.play();
    this.analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(this.analyser);
  }

  /** The strongest frequency now and its level in dB of full scale. */
  peak() {
    const bins = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(bins);
    let at = 0;
    for (let i = 1; i < bins.length; i++) if (bins[i] > bins[at]) at = i;
    return { hertz: (at * context.sampleRate) / this.analyser.fftSize, level: bins[at] };
  }
}

class Phone {
  constructor(options) {
    this.options = options;
    this.sessions = [];
    this.refusals = [];
    const stream = options.microphone
      ? () => navigator.mediaDevices.getUserMedia({ audio: true })
      : () => Promise.resolve(tone(options.hertz));
    this.agent = new UserAgent({
      uri: UserAgent.makeURI(`sip:${options.user}@${options.domain}`),
      authorizationUsername: options.authUser ?? options.user,
      authorizationPassword: options.password,
      transportOptions: { server: options.server, keepAliveInterval: 5 },
      sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory(stream),
      sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers: [] } },
      logLevel: 'warn',
      delegate: { onInvite: (invitation) => this.take(invitation) },
    });
    this.registerer = new Registerer(this.agent, { expires: 300 });
  }

  async start() {
    await this.agent.start();
    await this.register();
  }

  register() {
    return new Promise((resolve, reject) => {
      this.registerer.register({
        requestDelegate: {
          onAccept: resolve,
          onReject: ({ message }) =>
            reject(new Error(`REGISTER: ${message.statusCode} ${message.reasonPhrase}`)),
        },
      });
    });
  }

  take(session) {
    this.sessions.push(session);
    session.delegate = {
      onBye: () => (this.endedBy = 'remote'),
      onCancel: () => (this.endedBy = 'remote'),
      onSessionDescriptionHandler: (handler) => (this.handler = handler),
    };
  }

  get session() {
    return this.sessions.at(-1);
  }

  rings() {
    return until(() => this.sessions.some((one) => one.state === SessionState.Initial), 'a call').then(
      () => true,
    );
  }

  /** What the browser may do by the last description. */
  direction(wanted) {
    return until(() => {
      const [transceiver] = this.handler.peerConnection.getTransceivers();
      return transceiver.currentDirection === wanted;
    }, wanted);
  }

  async answer() {
    await this.rings();
    await this.session.accept();
    await this.established();
  }

  async call(number, extraHeaders = []) {
    const target = UserAgent.makeURI(`sip:${number}@${this.options.domain}`);
    const inviter = new Inviter(this.agent, target, { extraHeaders });
    this.take(inviter);
    await inviter.invite({
      requestDelegate: { onReject: ({ message }) => this.refusals.push(message.statusCode) },
    });
  }

  /** Changes what goes over the wire; the browser itself sets no description that it did not write. */
  forge(kind) {
    const { transport } = this.agent;
    const send = transport.send.bind(transport);
    transport.send = (message) => {
      const [head, body] = message.split('\r\n\r\n');
      const changed = forgeries[kind](body ?? '');
      return send([head.replace(/(Content-Length: )\d+/i, `$1${changed.length}`), changed].join('\r\n\r\n'));
    };
  }

  async established() {
    await until(() => this.session.state === SessionState.Established, 'an established call');
    this.handler = this.session.sessionDescriptionHandler;
    this.ear = new Ear(this.handler.remoteMediaStream);
  }

  async connected() {
    await until(() => this.handler.peerConnection.connectionState === 'connected', 'ICE and DTLS');
  }

  /** The dialog of the call for a Replaces header: the switch's tag is the remote one. */
  get dialog() {
    const { callId, localTag, remoteTag } = this.session.dialog;
    return `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
  }

  /** Cuts the WebSocket and comes back over another one. */
  async reconnect() {
    await this.agent.transport.disconnect();
    await this.agent.reconnect();
    await this.register();
  }

  get connectionState() {
    return this.handler?.peerConnection?.connectionState;
  }

  ended() {
    return until(() => this.session.state === SessionState.Terminated, 'the end of the call');
  }

  hears(hertz, toleranceHertz = 15) {
    return until(() => {
      const peak = this.ear.peak();
      return Math.abs(peak.hertz - hertz) <= toleranceHertz && peak.level > -40 ? peak : undefined;
    }, `a tone of ${hertz} Hz`);
  }

  hearsNothing() {
    return until(() => this.ear.peak().level < -70, 'silence');
  }

  press(digits) {
    return this.handler.sendDtmf(digits, { duration: 100, interToneGap: 70 });
  }

  /** @returns the status of the re-INVITE. */
  reinvite({ hold = false, iceRestart = false } = {}) {
    return new Promise((resolve, reject) => {
      this.session
        .invite({
          sessionDescriptionHandlerOptions: {
            hold,
            ...(iceRestart && { offerOptions: { iceRestart: true } }),
          },
          requestDelegate: {
            onAccept: ({ message }) => resolve(message.statusCode),
            onReject: ({ message }) => resolve(message.statusCode),
          },
        })
        .catch((error) => reject(error instanceof RequestPendingError ? new Error('491') : error));
    });
  }

  async hangup() {
    const { session } = this;
    if (session.state === SessionState.Established) await session.bye();
    else if (session instanceof Inviter) await session.cancel();
    else await session.reject();
  }

  async inboundRtp() {
    const all = [...(await this.handler.peerConnection.getStats()).values()];
    const { packetsReceived, packetsLost, jitter } = all.find((one) => one.type === 'inbound-rtp') ?? {};
    const remote = all.find((one) => one.type === 'remote-inbound-rtp');
    return { packetsReceived, packetsLost, jitter, roundTripTime: remote?.roundTripTime };
  }
}

const forgeries = {
  /** Another certificate than the one that DTLS will show. */
  otherFingerprint: (sdp) =>
    sdp.replace(/(a=fingerprint:sha-256 )(..)/, (_, name, octet) => name + (octet === '00' ? '01' : '00')),
  noFingerprint: (sdp) => sdp.replace(/a=fingerprint:.*\r\n/, ''),
};

window.startPhone = async (options) => {
  await context.resume();
  window.phone = new Phone(options);
  await window.phone.start();
};
