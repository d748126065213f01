import type { lab as english } from '../en/lab.ts';

export const lab: typeof english = {
  title: 'Laboratorio 2D',
  lead: 'Cuatro modelos aprenden los mismos puntos, aquí en la página. Mira qué hace cada uno con ellos.',
  controls: {
    label: 'Entrenamiento',
    play: 'Entrenar',
    pause: 'Pausa',
    step: 'Un paso',
    restart: 'Desde el principio',
    share: 'Copiar enlace',
    shared: 'Enlace copiado: contiene todos los ajustes, la semilla y los puntos dibujados.',
    notShared: 'No se pudo copiar el enlace. Es la dirección de esta página.',
    stepNumber: 'Paso {{step}}',
    playing: 'Los modelos se están entrenando.',
    paused: 'En pausa en el paso {{step}}.',
    nothing: 'Aún no hay puntos: dibuja algunos o escribe un texto.',
    refused: 'Una parte del enlace no se pudo leer y queda como al principio: {{names}}.',
    drawing: 'Puntos dibujados',
    dismiss: 'Cerrar',
  },
  panel: {
    data: 'Datos',
    networks: 'Redes',
    reset: 'Ajustes iniciales',
    networksNote: 'Un cambio reinicia todos los modelos.',
    dice: 'Otra semilla',
    tools: 'Herramienta de dibujo',
    brush: 'Pincel',
    eraser: 'Borrador',
    size: 'Tamaño',
    clear: 'Quitar todos los puntos dibujados',
    canvas:
      'Zona de dibujo con {{points}} puntos. Las flechas mueven el pincel; la barra espaciadora dibuja o borra.',
    hint: 'Dibuja aquí: cualquier conjunto se puede cambiar a mano.',
    empty: 'Dibuja aquí',
    cursor: 'Pincel en {{x}}, {{y}}. {{points}} puntos.',
  },
  settings: {
    data: {
      label: 'Puntos',
      help: 'Lo que los modelos aprenden a producir. Cada punto es un ejemplo con dos números.',
    },
    text: { label: 'Texto', help: 'Los puntos están dentro de las letras.' },
    points: {
      label: 'Cuántos',
      help: 'Puntos en total. Si son pocos, es fácil aprenderlos de memoria.',
    },
    noise: {
      label: 'Ruido',
      help: 'Cuánto se dispersan los puntos alrededor de su curva: la desviación típica en cada dirección.',
    },
    seed: {
      label: 'Semilla',
      help: 'Todo el azar sale de este número: puntos, pesos iniciales, lotes, ruido. La misma semilla da el mismo entrenamiento.',
    },
    width: {
      label: 'Anchura',
      help: 'Unidades de cada capa oculta. Las redes más anchas doblan el espacio en más sitios.',
    },
    depth: {
      label: 'Capas',
      help: 'Capas ocultas, una tras otra; en el modelo de difusión, bloques residuales.',
    },
    activation: {
      label: 'Activación',
      help: 'Lo que hace una unidad con su suma. ReLU da dibujos con esquinas; SiLU y tanh, suaves. El modelo de difusión usa siempre SiLU.',
    },
    batch: { label: 'Lote', help: 'Puntos que mira cada paso.' },
    pace: {
      label: 'Ritmo',
      help: 'A la par, todos los modelos llevan siempre los mismos pasos; si no, cada uno va tan rápido como puede.',
    },
    speed: { label: 'Velocidad', help: 'La cámara lenta muestra lo que cambia un solo paso.' },
    ae: {
      code: {
        label: 'Código',
        help: 'Un número: todo el plano ha de pasar por una línea. Dos números: no hace falta perder nada.',
      },
      rate: {
        label: 'Tasa de aprendizaje',
        help: 'Cuánto mueve los pesos un paso. Se puede cambiar mientras el modelo se entrena.',
      },
    },
    vae: {
      code: {
        label: 'Código',
        help: 'Números de un código. El que no sirve se queda en N(0, 1): el modelo prescinde de él.',
      },
      beta: {
        label: 'β, peso de la KL',
        help: 'Lo que cuestan los códigos. Grande: todos se parecen a N(0, I) y dicen poco de su punto. Pequeño: casi un autocodificador corriente.',
      },
      rate: {
        label: 'Tasa de aprendizaje',
        help: 'Cuánto mueve los pesos un paso. Se puede cambiar mientras el modelo se entrena.',
      },
    },
    gan: {
      loss: {
        label: 'Pérdida',
        help: 'Cómo se convierte en pérdida el veredicto del discriminador. Con minimax las flechas se desvanecen donde el discriminador está seguro; la no saturada las mantiene largas.',
      },
      penalty: {
        label: 'Penalización',
        help: 'Evita que el discriminador se vuelva demasiado empinado. Sin ella, las dos redes suelen dar vueltas.',
      },
      critic: {
        label: 'Pasos del discriminador',
        help: 'Pasos del discriminador por cada paso del generador.',
      },
      code: {
        label: 'Código',
        help: 'Números de los que el generador hace un punto, sacados de N(0, I).',
      },
      rate: {
        label: 'Tasa de aprendizaje',
        help: 'De ambas redes. Se puede cambiar mientras el modelo se entrena.',
      },
    },
    diffusion: {
      target: {
        label: 'La red dice',
        help: 'El ruido, el punto limpio x₀ o v, una mezcla de ambos. Cada uno se puede calcular a partir de los otros.',
      },
      noise: {
        label: 'Plan de ruido',
        help: 'Con qué rapidez los datos se vuelven ruido a lo largo de los 100 pasos de tiempo.',
      },
      solver: {
        label: 'Solucionador',
        help: 'Cómo se convierte el ruido en muestras. DDPM añade ruido nuevo en cada paso; los demás siguen caminos suaves.',
      },
      steps: {
        label: 'Pasos del solucionador',
        help: 'Veces que se pregunta a la red en el camino del ruido a los datos.',
      },
      rate: {
        label: 'Tasa de aprendizaje',
        help: 'Cuánto mueve los pesos un paso. Se puede cambiar mientras el modelo se entrena.',
      },
      level: {
        label: 'Nivel de ruido de las flechas',
        help: 'Para qué cantidad de ruido se muestra el campo: 0 casi nada, 1 solo ruido.',
      },
      film: {
        label: 'Película',
        help: 'Las muestras van del ruido a los datos una y otra vez, y el campo con ellas.',
      },
    },
  },
  choices: {
    data: {
      'swiss-roll': 'Rollo suizo',
      moons: 'Lunas',
      rings: 'Anillos',
      gaussians: 'Rejilla',
      pinwheel: 'Molinete',
      text: 'Texto',
      drawn: 'Dibujo',
    },
    activation: { silu: 'SiLU', tanh: 'tanh', relu: 'ReLU' },
    pace: { together: 'A la par', own: 'Cada uno' },
    speed: { '1': '1/s', '5': '5/s', '25': '25/s', full: 'Máx.' },
    ae: { code: { '1': '2-1-2', '2': '2-2-2' } },
    vae: { code: { '1': '2-1-2', '2': '2-2-2' } },
    gan: {
      loss: {
        'non-saturating': 'No saturada',
        minimax: 'Minimax',
        'least-squares': 'Mínimos cuadrados',
        hinge: 'Bisagra',
        wasserstein: 'Wasserstein',
      },
      penalty: { none: 'Ninguna', r1: 'R₁', 'gradient-penalty': 'De gradiente', dragan: 'DRAGAN' },
      code: { '1': '1', '2': '2' },
    },
    diffusion: {
      target: { noise: 'Ruido', x0: 'x₀', v: 'v' },
      noise: { cosine: 'Coseno', linear: 'Lineal' },
      solver: { ddim: 'DDIM', ddpm: 'DDPM', 'dpm++2m': 'DPM++', heun: 'Heun' },
    },
  },
  models: {
    ae: {
      name: 'Autocodificador',
      text: 'Un codificador comprime cada punto en un código y un decodificador hace de él otra vez un punto; ambos aprenden a perder poco por el camino. Con un solo número como código, el decodificador traza una curva por los datos. Los códigos sacados al azar no tienen por qué dar puntos como los datos: nada lo exige.',
    },
    vae: {
      name: 'VAE',
      text: 'Un autocodificador variacional da a cada punto una nube de códigos y paga por cada nube que se aparta de N(0, I). Por eso los códigos de todos los puntos juntos llenan N(0, I), y los códigos sacados de ahí se decodifican en datos nuevos.',
    },
    gan: {
      name: 'GAN',
      text: 'Un generador dobla códigos aleatorios hasta hacerlos puntos; un discriminador los distingue de los datos. El color muestra su veredicto: turquesa, datos; naranja, muestras. Cada muestra sigue su flecha, la dirección en que baja la pérdida del generador.',
    },
    diffusion: {
      name: 'Difusión',
      text: 'Los datos se cubren de ruido y una red aprende a decir cuál es el ruido de un punto ruidoso. Sus respuestas forman un campo que lleva desde cualquier lugar hasta los datos, otro para cada cantidad de ruido. Seguirlo desde el ruido produce muestras.',
    },
  },
  show: {
    label: 'Qué se muestra',
    reconstructions: 'Reconstrucciones',
    arrows: 'Errores',
    grid: 'Malla de códigos',
    samples: 'Muestras',
    field: 'Campo',
    surface: 'Veredicto',
    gradients: 'Gradientes',
    paths: 'Caminos',
  },
  showHelp: {
    reconstructions:
      'En qué se convierte cada punto después de su código: conserva el color de su original.',
    arrows: 'Una línea de cada punto a su reconstrucción: lo que pierde el código.',
    grid: 'Códigos a pasos iguales y dónde caen: cómo dobla la red el espacio de los códigos.',
    samples:
      'Puntos hechos de códigos al azar o de ruido, siempre los mismos, para que se vea cómo se mueven.',
    field:
      'Adónde se envía cada lugar del plano: las motas van a la deriva hacia allí; en pausa, lo señalan flechas.',
    surface:
      'Lo que piensa el discriminador de cada lugar: turquesa, datos; naranja, muestras; la línea está donde no sabe decidir.',
    gradients:
      'Adónde tiene que ir cada muestra para que baje la pérdida del generador. La mitad de las flechas supera siempre la misma longitud.',
    paths: 'El camino de algunas muestras del ruido a los datos.',
  },
  card: {
    settings: 'Ajustes de {{model}}',
    enlarge: 'Ampliar {{model}}',
    shrink: 'Mostrar todos los modelos por igual',
    switch: 'Entrenar {{model}}',
    off: 'Apagado',
    waiting: 'A la espera de puntos',
    starting: 'Cargando el motor…',
    catchingUp: 'Alcanzando a los demás',
    diverged: 'Los números crecieron sin límite. Ayuda una tasa de aprendizaje menor.',
    failed: 'El trabajador ha fallado: {{message}}',
    again: 'Empezar de nuevo',
    steps: 'Pasos',
    speed: 'Pasos/s',
    distance: 'Distancia',
    distanceHelp:
      'Cuánto hay que mover las muestras para que queden como los datos: la distancia de Wasserstein por cortes entre 320 muestras y otros tantos puntos. Incluso unos datos difieren de otros en unos 0,05.',
    codesPlain: 'Códigos de los puntos',
    codesPrior: 'Códigos de los puntos, con N(0, I) en trazos',
    codesPlainHelp:
      'El código que el codificador da a cada punto, con el color del punto. Un código de un número está en una línea; las filas solo separan los puntos.',
    codesPriorHelp:
      'El centro de la nube de códigos de cada punto, y el tamaño de algunas nubes. Los círculos están a una y dos desviaciones típicas de N(0, I), de donde se sacan códigos nuevos.',
    losses: 'Pérdidas',
    noise: 'Ruido {{level}}',
    real: 'Veredicto: datos',
    generated: 'Veredicto: muestras',
    verdictHelp:
      'La probabilidad de ser un dato que da el discriminador, en promedio. Con 50 % en ambos ya no sabe distinguirlos.',
    scoreHelp:
      'La puntuación que da el discriminador, en promedio: cuanto mayor, más parecido a los datos. Con esta pérdida no es una probabilidad; solo cuenta la diferencia entre datos y muestras.',
  },
  curves: {
    ae: { loss: 'Error cuadrático' },
    vae: { reconstruction: 'Reconstrucción', kl: 'Divergencia KL' },
    gan: { discriminator: 'Discriminador', loss: 'Generador' },
    diffusion: { loss: 'Error de predicción' },
  },
  curvesHelp: {
    ae: {
      loss: 'Cuánto yerran las reconstrucciones: el cuadrado del error en cada dirección, en promedio. La gráfica es logarítmica.',
    },
    vae: {
      reconstruction:
        'Cuánto yerran las reconstrucciones, medido con el ruido que admite el decodificador. Se suma a la divergencia KL; la gráfica es logarítmica.',
      kl: 'Cuánto dicen los códigos de su punto: lo que se aparta su nube de N(0, I). Con 0 no dicen nada.',
    },
    gan: {
      discriminator:
        'Baja cuando el discriminador distingue los datos de las muestras. Si solo puede adivinar, vale log 2 = 0,69 en las pérdidas con probabilidad.',
      loss: 'Baja cuando las muestras pasan por datos. Las dos pérdidas tiran en sentidos opuestos: ninguna tiene que bajar para que mejoren las muestras.',
    },
    diffusion: {
      loss: 'Cuánto dista la respuesta de la red de la verdad: el cuadrado, en promedio. Nunca llega a 0, pues un punto ruidoso no revela todo su ruido. La gráfica es logarítmica.',
    },
  },
  describe: {
    ae: 'Autocodificador tras {{step}} pasos. Error cuadrático {{loss}}. Sus muestras están a {{distance}} de los datos.',
    vae: 'Autocodificador variacional tras {{step}} pasos. Reconstrucción {{reconstruction}}, divergencia KL {{kl}}. Sus muestras están a {{distance}} de los datos.',
    gan: 'Red generativa adversaria tras {{step}} pasos. Pérdida del discriminador {{discriminator}}, del generador {{loss}}. Sus muestras están a {{distance}} de los datos.',
    diffusion:
      'Modelo de difusión tras {{step}} pasos. Error de predicción {{loss}}. Sus muestras están a {{distance}} de los datos.',
    codes: 'Media {{mean}}, desviación típica {{deviation}}, {{points}} puntos.',
    losses: '{{name}} {{value}}.',
  },
};
