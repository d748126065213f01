import type { recipes as english } from '../en/recipes.ts';

export const recipes: typeof english = {
  'pca-ae': {
    title: 'Autocodificador lineal = PCA',
    description: '3-2-3 sin activación sobre un plano con ruido; acaba en el plano del PCA',
  },
  'stacked-ae': {
    title: 'Autocodificador apilado',
    description: '784-100-30-100-784, ReLU, salida lineal, error cuadrático',
  },
  'tied-ae': {
    title: 'Autocodificador apilado con pesos atados',
    description:
      '784-100-30-100-784; el decodificador usa los núcleos traspuestos del codificador y sesgos propios',
  },
  'greedy-ae': {
    title: 'Autocodificador apilado, entrenado capa por capa',
    description:
      'Primero 784-100-784, luego 100-30-100 sobre sus códigos, y al final se ajusta el conjunto',
  },
  'pooling-ae': {
    title: 'Autocodificador convolucional con agrupación',
    description:
      'Cuatro convoluciones con agrupación por máximo, promediadas a un código de 30; tres convoluciones traspuestas',
  },
  'recurrent-ae': {
    title: 'Autocodificador recurrente',
    description:
      'Las filas como 28 pasos: LSTM 100, LSTM 30 hasta el código; el código en cada paso, LSTM 100, una fila por paso',
  },
  'denoising-ae': {
    title: 'Autocodificador que quita ruido, dropout',
    description: 'stacked-ae, al que al entrenar se le apaga la mitad de los píxeles de entrada',
  },
  'gaussian-denoising-ae': {
    title: 'Autocodificador que quita ruido gaussiano',
    description: 'stacked-ae, con ruido de desviación 0,2 sumado a la entrada al entrenar',
  },
  'salt-pepper-ae': {
    title: 'Autocodificador que quita sal y pimienta',
    description: 'stacked-ae, con del 10 al 40 % de los píxeles negros o blancos al entrenar',
  },
  'masked-denoising-ae': {
    title: 'Autocodificador que quita máscaras',
    description:
      '784-256-128-64 y su espejo, salida sigmoide; del 30 al 70 % de los píxeles valen 0 al entrenar',
  },
  'sparse-l1-ae': {
    title: 'Autocodificador disperso, L1',
    description:
      '784-100-300 y su espejo; la suma de las 300 actividades sigmoides es parte de la pérdida',
  },
  'sparse-kl-ae': {
    title: 'Autocodificador disperso, KL',
    description:
      '784-100-300 y su espejo; cada unidad sigmoide se lleva a una actividad media del 10 %',
  },
  'k-sparse-ae': {
    title: 'Autocodificador k-disperso',
    description: '784-1000-784, lineal; de cada código solo se guardan los 25 números mayores',
  },
  'contractive-ae': {
    title: 'Autocodificador contractivo',
    description:
      '784-100-30 y su espejo; la norma al cuadrado de la derivada del código por la imagen es parte de la pérdida',
  },
  'conv-ae': {
    title: 'Autocodificador convolucional, código 2D',
    description:
      'Tres convoluciones con paso, un código de dos números, tres convoluciones traspuestas',
  },
  'upsampling-ae': {
    title: 'Autocodificador convolucional con decodificador por ampliación',
    description:
      'El codificador de conv-ae; duplicar por vecino más cercano, convolución, normalización por lotes',
  },
  'swiss-roll-ae': {
    title: 'Autocodificador del rollo suizo',
    description:
      '2-128-64-32-16 y su espejo; casi exacto, pero los códigos N(0, I) no dan en el rollo',
  },
  'hashing-ae': {
    title: 'Autocodificador de huellas binarias',
    description:
      '784-100-16 y su espejo; tanto ruido antes de 16 unidades sigmoides que solo pasan bits',
  },
  'dense-vae': {
    title: 'Autocodificador variacional denso',
    description: '784-150-100-(10, 10) y su espejo; error cuadrático más KL por píxel',
  },
  'conv-vae': {
    title: 'Autocodificador variacional convolucional, código 2D',
    description:
      'Las redes de conv-ae; el código es una gaussiana que se mantiene cerca de N(0, I)',
  },
  'faces-vae': {
    title: 'Autocodificador variacional de caras',
    description:
      'Convoluciones con paso y normalización por lotes hasta 2x2, un código de 200; para caras de 32, 64 o 128 píxeles de lado',
  },
  'beta-vae': {
    title: 'Beta-VAE',
    description:
      'Un VAE de figuras generadas cuya divergencia KL cuenta beta veces, para que los códigos usen pocos números independientes',
  },
  'annealed-vae': {
    title: 'VAE con divergencia KL creciente',
    description:
      'Un decodificador profundo que ignoraría su código; el peso de la divergencia KL crece desde 0 para que no lo haga',
  },
  'factor-vae': {
    title: 'FactorVAE',
    description:
      'Un VAE de figuras generadas con un discriminador que mide cuánto dependen entre sí los números de un código',
  },
  'tc-vae': {
    title: 'Beta-TCVAE',
    description:
      'Un VAE de figuras generadas; de su divergencia KL cuenta más la dependencia entre los números de un código',
  },
  'swiss-roll-vae': {
    title: 'Autocodificador variacional del rollo suizo',
    description:
      '2-128-64-32-(16, 16) y su espejo, desviación 0,1; los códigos N(0, I) cubren el rollo',
  },
  'conditional-vae': {
    title: 'Autocodificador variacional condicional',
    description:
      'La clase se le dice al codificador como planos y al decodificador junto al código',
  },
  'mnist-vae': {
    title: 'Autocodificador variacional de cifras, código 2D',
    description: 'Dos convoluciones con paso y una capa densa de 16; entropía cruzada y KL sumadas',
  },
  'cifar10-vae': {
    title: 'Autocodificador variacional de CIFAR-10',
    description:
      'Convoluciones 64-128-256 con normalización por lotes, z = 128, decodificador gaussiano',
  },
  'vq-vae': {
    title: 'Autocodificador con cuantización vectorial',
    description:
      'Las imágenes se vuelven 7x7 códigos, cada uno de 128 vectores aprendidos; pixelcnn-prior aprende a sortearlos',
  },
  'pixelcnn-prior': {
    title: 'PixelCNN sobre los códigos de un VQ-VAE',
    description:
      'Sortea los códigos de un vq-vae entrenado uno tras otro, cada uno según los anteriores; el vq-vae los decodifica',
  },
  'debiasing-vae': {
    title: 'Autocodificador variacional que corrige sesgos',
    description:
      'Sortea los ejemplos en proporción inversa a la densidad de sus códigos, para que los raros salgan más',
  },
  'fashion-vae': {
    title: 'Autocodificador variacional convolucional, z = 10',
    description: 'Redes simétricas; entropía cruzada y KL sumadas, el ELBO negativo en nats',
  },
  'dense-gan': {
    title: 'Red generativa adversaria densa',
    description:
      'Dos redes densas, una contra otra; imágenes en [0, 1], pues el generador acaba en una sigmoide',
  },
  dcgan: {
    title: 'Red generativa adversaria convolucional profunda',
    description: 'Convoluciones traspuestas contra convoluciones; imágenes en [−1, 1]',
  },
  'conditional-gan': {
    title: 'Red generativa adversaria condicional',
    description:
      'La clase se le dice al generador junto al código, y al discriminador como un vector sobre el que se proyectan sus rasgos',
  },
  'wgan-gp': {
    title: 'Red adversaria de Wasserstein con penalización del gradiente',
    description:
      'Las redes de DCGAN sin normalización ni dropout en el crítico, que se mantiene en pendiente 1 y da cinco pasos por cada uno del generador',
  },
  ddpm: {
    title: 'Difusión que quita ruido',
    description:
      'Una U-Net aprende a decir qué ruido hay en una imagen; de puro ruido, paso a paso, hace imágenes',
  },
  'conditional-ddpm': {
    title: 'Difusión de clases dadas',
    description:
      'A la U-Net se le dice la clase de nueve de cada diez imágenes; las muestras siguen lo que la clase cambia en su respuesta, cuatro veces más lejos',
  },
  'swiss-roll-ddpm': {
    title: 'Difusión del rollo suizo',
    description:
      'Capas densas residuales de 128 unidades dicen el ruido de un punto; N(0, I) se vuelve el rollo',
  },
};
