/**
 * Runs in every page of the tests before the page's own scripts: hears what the page plays. `window.ear.begin([440])`
 * starts counting, `window.ear.heard()` tells in how many looks at the spectrum each tone was there.
 */
(() => {
  const lookEveryMs = 40;
  const quietestDb = -55;
  /** A tone that is so much weaker than the strongest one is leakage of it. */
  const rangeDb = 22;
  const toleranceHz = 12;

  const players = [];
  const analysers = new Map();
  let tones = [];
  let counts = [];
  let looks = 0;
  let context;

  const RealAudio = window.Audio;
  window.Audio = function (...given) {
    const player = new RealAudio(...given);
    players.push(player);
    return player;
  };

  function analyserOf(stream) {
    const there = analysers.get(stream);
    if (there) return there;
    context ??= new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
    analysers.set(stream, analyser);
    return analyser;
  }

  function levelAt(bins, hz, binHz) {
    let level = -Infinity;
    const last = Math.ceil((hz + toleranceHz) / binHz);
    for (let at = Math.floor((hz - toleranceHz) / binHz); at <= last; at++) level = Math.max(level, bins[at]);
    return level;
  }

  function tonesOf(stream) {
    const analyser = analyserOf(stream);
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const least = Math.max(quietestDb, Math.max(...bins) - rangeDb);
    const binHz = context.sampleRate / analyser.fftSize;
    return tones.map((hz) => levelAt(bins, hz, binHz) > least);
  }

  setInterval(() => {
    looks++;
    for (const { srcObject, paused } of players) {
      if (paused || !srcObject || srcObject.getAudioTracks().length === 0) continue;
      tonesOf(srcObject).forEach((there, at) => (counts[at] += Number(there)));
    }
  }, lookEveryMs);

  window.ear = {
    begin(list) {
      [tones, counts, looks] = [list, list.map(() => 0), 0];
    },
    heard: () => ({ looks, counts }),
  };
})();
