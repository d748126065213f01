/** The 2-D lab. `settings` and `choices` follow the names of the lab's settings. */
export const lab = {
  title: '2-D lab',
  lead: 'Four models learn the same points, here in the page. Watch what each of them does with them.',
  controls: {
    label: 'Training',
    play: 'Train',
    pause: 'Pause',
    step: 'One step',
    restart: 'From the beginning',
    share: 'Copy link',
    shared: 'The link is copied: it holds all settings, the seed and the drawn points.',
    notShared: 'The link could not be copied. It is the address of this page.',
    stepNumber: 'Step {{step}}',
    playing: 'The models are training.',
    paused: 'Paused at step {{step}}.',
    nothing: 'There are no points yet: draw some, or write a text.',
    refused: 'Part of the link could not be read and is as at first: {{names}}.',
    drawing: 'Drawn points',
    dismiss: 'Close',
  },
  panel: {
    data: 'Data',
    networks: 'Networks',
    reset: 'Initial settings',
    networksNote: 'A change begins all models anew.',
    dice: 'Another seed',
    tools: 'Drawing tool',
    brush: 'Brush',
    eraser: 'Eraser',
    size: 'Size',
    clear: 'Remove all drawn points',
    canvas:
      'Drawing area with {{points}} points. Arrow keys move the brush, the space bar draws or erases.',
    hint: 'Draw here: any data can be changed by hand.',
    empty: 'Draw here',
    cursor: 'Brush at {{x}}, {{y}}. {{points}} points.',
  },
  settings: {
    data: {
      label: 'Points',
      help: 'What the models learn to make. Every point is an example with two numbers.',
    },
    text: { label: 'Text', help: 'The points lie in the letters.' },
    points: { label: 'How many', help: 'Points in all. Few points are easily learned by heart.' },
    noise: {
      label: 'Noise',
      help: 'How far points are scattered about their curve: the standard deviation in each direction.',
    },
    seed: {
      label: 'Seed',
      help: 'All randomness comes from this number: points, first weights, batches, noise. The same seed gives the same training.',
    },
    width: {
      label: 'Width',
      help: 'Units in each hidden layer. Wider networks bend space in more places.',
    },
    depth: {
      label: 'Layers',
      help: 'Hidden layers, one after the other; in the diffusion model, residual blocks.',
    },
    activation: {
      label: 'Activation',
      help: 'What a unit does with its sum. ReLU gives pictures with corners, SiLU and tanh smooth ones. The diffusion model always has SiLU.',
    },
    batch: { label: 'Batch', help: 'Points that one step looks at.' },
    pace: {
      label: 'Pace',
      help: 'In step, all models have always done as many steps; else each goes as fast as it can.',
    },
    speed: { label: 'Speed', help: 'Slow motion shows what a single step changes.' },
    ae: {
      code: {
        label: 'Code',
        help: 'One number: the whole plane has to pass through a line. Two numbers: nothing need be lost.',
      },
      rate: {
        label: 'Learning rate',
        help: 'How far one step moves the weights. It can be changed while the model trains.',
      },
    },
    vae: {
      code: {
        label: 'Code',
        help: 'Numbers in a code. One that is of no use stays at N(0, 1): the model leaves it out.',
      },
      beta: {
        label: 'β, weight of the KL',
        help: 'How dear codes are. Large: all codes look like N(0, I) and say little about their point. Small: nearly a plain autoencoder.',
      },
      rate: {
        label: 'Learning rate',
        help: 'How far one step moves the weights. It can be changed while the model trains.',
      },
    },
    gan: {
      loss: {
        label: 'Loss',
        help: 'How the discriminator’s verdict becomes a loss. With minimax the arrows vanish where the discriminator is sure; non-saturating keeps them long.',
      },
      penalty: {
        label: 'Penalty',
        help: 'Keeps the discriminator from growing too steep. Without one the two networks often run in circles.',
      },
      critic: {
        label: 'Discriminator steps',
        help: 'Steps of the discriminator for each step of the generator.',
      },
      code: {
        label: 'Code',
        help: 'Numbers that the generator makes a point of, drawn from N(0, I).',
      },
      rate: {
        label: 'Learning rate',
        help: 'Of both networks. It can be changed while the model trains.',
      },
    },
    diffusion: {
      target: {
        label: 'The network tells',
        help: 'The noise, the clean point x₀, or v, a mixture of both. Each can be computed from each other.',
      },
      noise: {
        label: 'Noise schedule',
        help: 'How fast data become noise over the 100 time steps.',
      },
      solver: {
        label: 'Solver',
        help: 'How noise is turned into samples. DDPM adds new noise at each step; the others follow smooth paths.',
      },
      steps: {
        label: 'Solver steps',
        help: 'Times that the network is asked on the way from noise to data.',
      },
      rate: {
        label: 'Learning rate',
        help: 'How far one step moves the weights. It can be changed while the model trains.',
      },
      level: {
        label: 'Noise level of the arrows',
        help: 'For which amount of noise the field is shown: 0 almost none, 1 nothing but noise.',
      },
      film: {
        label: 'Film',
        help: 'Samples wander from noise to data again and again, and the field with them.',
      },
    },
  },
  choices: {
    data: {
      'swiss-roll': 'Swiss roll',
      moons: 'Moons',
      rings: 'Rings',
      gaussians: 'Grid',
      pinwheel: 'Pinwheel',
      text: 'Text',
      drawn: 'Drawn',
    },
    activation: { silu: 'SiLU', tanh: 'tanh', relu: 'ReLU' },
    pace: { together: 'In step', own: 'Each its own' },
    speed: { '1': '1/s', '5': '5/s', '25': '25/s', full: 'Full' },
    ae: { code: { '1': '2-1-2', '2': '2-2-2' } },
    vae: { code: { '1': '2-1-2', '2': '2-2-2' } },
    gan: {
      loss: {
        'non-saturating': 'Non-saturating',
        minimax: 'Minimax',
        'least-squares': 'Least squares',
        hinge: 'Hinge',
        wasserstein: 'Wasserstein',
      },
      penalty: { none: 'None', r1: 'R₁', 'gradient-penalty': 'Gradient penalty', dragan: 'DRAGAN' },
      code: { '1': '1', '2': '2' },
    },
    diffusion: {
      target: { noise: 'Noise', x0: 'x₀', v: 'v' },
      noise: { cosine: 'Cosine', linear: 'Linear' },
      solver: { ddim: 'DDIM', ddpm: 'DDPM', 'dpm++2m': 'DPM++', heun: 'Heun' },
    },
  },
  models: {
    ae: {
      name: 'Autoencoder',
      text: 'An encoder squeezes each point into a code, a decoder makes a point of it again; both learn to lose little on the way. With one number as code, the decoder draws a curve through the data. Codes drawn at random need not give points like the data: nothing asks for it.',
    },
    vae: {
      name: 'VAE',
      text: 'A variational autoencoder gives each point a cloud of codes, and pays for every cloud that differs from N(0, I). So the codes of all points together fill N(0, I), and codes drawn from it decode to new data.',
    },
    gan: {
      name: 'GAN',
      text: 'A generator bends random codes into points; a discriminator tells them from data. The colour shows its verdict: teal for data, orange for samples. Each sample follows its arrow, the way in which the generator’s loss falls.',
    },
    diffusion: {
      name: 'Diffusion',
      text: 'Data are covered with noise, and a network learns to tell the noise in a noisy point. Its answers form a field that leads from anywhere to the data, for each amount of noise another one. Following it from noise makes samples.',
    },
  },
  show: {
    label: 'What is shown',
    reconstructions: 'Reconstructions',
    arrows: 'Errors',
    grid: 'Code grid',
    samples: 'Samples',
    field: 'Field',
    surface: 'Verdict',
    gradients: 'Gradients',
    paths: 'Paths',
  },
  showHelp: {
    reconstructions:
      'What becomes of each point after its code: it keeps the colour of its original.',
    arrows: 'A line from each point to its reconstruction: what the code loses.',
    grid: 'Codes in equal steps, and where they land: how the network bends the space of codes.',
    samples:
      'Points made of random codes or of noise, always the same ones, so that you see them move.',
    field:
      'Where each place of the plane is sent: specks drift there, and in a pause arrows point there.',
    surface:
      'What the discriminator thinks of each place: teal for data, orange for samples; the line lies where it cannot tell.',
    gradients:
      'Where each sample has to go for the generator’s loss to fall. Half of the arrows are always longer than the same length.',
    paths: 'The way of some samples from noise to data.',
  },
  card: {
    settings: 'Settings of {{model}}',
    enlarge: 'Enlarge {{model}}',
    shrink: 'Show all models alike',
    switch: 'Train {{model}}',
    off: 'Switched off',
    waiting: 'Waiting for points',
    starting: 'Loading the engine …',
    catchingUp: 'Catching up',
    diverged: 'The numbers grew beyond all bounds. A smaller learning rate helps.',
    failed: 'The worker has failed: {{message}}',
    again: 'Begin anew',
    steps: 'Steps',
    speed: 'Steps/s',
    distance: 'Distance',
    distanceHelp:
      'How far samples must be moved to lie like the data: the sliced Wasserstein distance of 320 samples and as many points. Even data differ from other data by about 0.05.',
    codesPlain: 'Codes of the points',
    codesPrior: 'Codes of the points, with N(0, I) dashed',
    codesPlainHelp:
      'The code that the encoder gives each point, in the colour of the point. A code of one number lies on a line; the rows only keep dots apart.',
    codesPriorHelp:
      'The middle of the cloud of codes of each point, and the size of some clouds. Circles lie at one and two standard deviations of N(0, I), from which new codes are drawn.',
    losses: 'Losses',
    noise: 'Noise {{level}}',
    real: 'Verdict on data',
    generated: 'Verdict on samples',
    verdictHelp:
      'The probability of being data that the discriminator gives, in the mean. At 50 % for both it cannot tell them apart any more.',
    scoreHelp:
      'The score that the discriminator gives, in the mean: the higher, the more like data. With this loss it is no probability; only the difference between data and samples counts.',
  },
  curves: {
    ae: { loss: 'Squared error' },
    vae: { reconstruction: 'Reconstruction', kl: 'KL divergence' },
    gan: { discriminator: 'Discriminator', loss: 'Generator' },
    diffusion: { loss: 'Prediction error' },
  },
  curvesHelp: {
    ae: {
      loss: 'How far reconstructions miss their points: the square of the error in each direction, in the mean. The chart is logarithmic.',
    },
    vae: {
      reconstruction:
        'How far reconstructions miss their points, by the noise that the decoder allows for. It is added to the KL divergence; the chart is logarithmic.',
      kl: 'How much the codes of a point tell about it: how far their cloud is from N(0, I). At 0 they say nothing.',
    },
    gan: {
      discriminator:
        'Falls where the discriminator tells data from samples. Where it can only guess, it is log 2 = 0.69 for the losses with a probability.',
      loss: 'Falls where samples pass for data. The two losses pull against each other: neither has to fall for the samples to become better.',
    },
    diffusion: {
      loss: 'How far the network’s answer is from the truth: the mean square. It never comes to 0, as a noisy point does not tell all of its noise. The chart is logarithmic.',
    },
  },
  describe: {
    ae: 'Autoencoder after {{step}} steps. Squared error {{loss}}. Its samples are {{distance}} away from the data.',
    vae: 'Variational autoencoder after {{step}} steps. Reconstruction {{reconstruction}}, KL divergence {{kl}}. Its samples are {{distance}} away from the data.',
    gan: 'Generative adversarial network after {{step}} steps. Loss of the discriminator {{discriminator}}, of the generator {{loss}}. Its samples are {{distance}} away from the data.',
    diffusion:
      'Diffusion model after {{step}} steps. Prediction error {{loss}}. Its samples are {{distance}} away from the data.',
    codes: 'Mean {{mean}}, standard deviation {{deviation}}, {{points}} points.',
    losses: '{{name}} {{value}}.',
  },
};
