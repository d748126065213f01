import type { terms as english } from './en.ts';

export const terms: typeof english = {
  loss: {
    title: 'Función de pérdida',
    text: 'El número que el entrenamiento reduce: lo lejos que está el modelo de lo que se le pide, en promedio sobre un lote de ejemplos. Sus partes se dibujan abajo por separado.',
  },
  validation: {
    title: 'Validación',
    text: 'La misma medida sobre ejemplos con los que el modelo nunca entrena. Si sube mientras baja la curva de entrenamiento, el modelo aprende sus ejemplos de memoria: hay sobreajuste.',
  },
  reconstruction: {
    title: 'Error de reconstrucción',
    text: 'Cuánto difiere una imagen de sí misma después de pasar por el código y volver: por el codificador y luego el decodificador. Si es pequeño, el código guarda lo importante.',
  },
  kl: {
    title: 'Divergencia KL',
    text: 'Lo lejos que está la distribución de códigos que el codificador da para una imagen de N(0, I), de donde se sacan las imágenes nuevas, en nats. Es el precio del código; si vale cero, el código no dice nada de la imagen.',
  },
  elbo: {
    title: 'Cota inferior de la evidencia (ELBO)',
    text: 'Una cota inferior del logaritmo de la probabilidad que el modelo da a un ejemplo: el término de reconstrucción menos la divergencia KL. Un autocodificador variacional la hace más grande.',
  },
  epoch: {
    title: 'Época',
    text: 'Una pasada por todos los ejemplos de entrenamiento, en lotes. Después de cada una, el estudio mide el modelo con los ejemplos de validación y dibuja imágenes.',
  },
  batch: {
    title: 'Lote',
    text: 'Los ejemplos que un paso de entrenamiento mira a la vez. Los lotes grandes dan gradientes más estables; los pequeños, más pasos en el mismo tiempo.',
  },
  learningRate: {
    title: 'Tasa de aprendizaje',
    text: 'Cuánto mueve un paso los pesos en la dirección del gradiente. Si es demasiado grande, la pérdida salta o crece; si es demasiado pequeña, parece que no pasa nada.',
  },
  seed: {
    title: 'Semilla',
    text: 'El número del que sale todo el azar: los primeros pesos, el orden de los ejemplos, el ruido. La misma semilla con los mismos ajustes da el mismo entrenamiento, bit por bit en una misma máquina.',
  },
  latentCode: {
    title: 'Código latente',
    text: 'Los pocos números a los que se reduce una imagen. El decodificador hace una imagen de cualquier código; el espacio de todos los códigos es el espacio latente.',
  },
  gradientNorm: {
    title: 'Norma del gradiente',
    text: 'La longitud de todos los gradientes juntos: con cuánta fuerza tira la pérdida de los pesos. Los picos repentinos anuncian un entrenamiento inestable.',
  },
  generator: {
    title: 'Generador',
    text: 'La red que hace imágenes a partir de códigos al azar. Solo aprende a través del discriminador: es buena cuando sus imágenes pasan por verdaderas.',
  },
  discriminator: {
    title: 'Discriminador',
    text: 'La red que distingue las imágenes verdaderas de las generadas. Si gana siempre, el generador ya no recibe una dirección útil; si no gana nunca, no tiene nada que enseñar.',
  },
  diffusion: {
    title: 'Difusión',
    text: 'Las imágenes se cubren de ruido en muchos pasos pequeños, y una red aprende a deshacer cada paso. Luego, a partir de puro ruido, hace imágenes nuevas.',
  },
  timeMachine: {
    title: 'Máquina del tiempo',
    text: 'Los mismos ejemplos o los mismos códigos al azar después de cada época. Lo que cambia entre dos imágenes es solo lo que el modelo ha aprendido.',
  },
  doctor: {
    title: 'Doctor',
    text: 'Comprobaciones que acompañan al entrenamiento y buscan males conocidos: un código colapsado, un generador que se repite, números que no son finitos. Cada hallazgo dice su causa y un remedio.',
  },
  parameters: {
    title: 'Parámetros',
    text: 'Todos los pesos y sesgos que el entrenamiento ajusta.',
  },
  logScale: {
    title: 'Escala logarítmica',
    text: 'Distancias iguales significan factores iguales en lugar de diferencias iguales. Así se ve el progreso lento de los valores pequeños.',
  },
  overfitting: {
    title: 'Sobreajuste',
    text: 'El modelo mejora con sus ejemplos de entrenamiento y empeora con todos los demás: recuerda en vez de entender.',
  },
  averagedWeights: {
    title: 'Pesos promediados',
    text: 'Una media que se mueve despacio, tomada de los pesos de muchos pasos. Suele ser mejor que los pesos del último paso, sobre todo en modelos de difusión.',
  },
  truncation: {
    title: 'Truncamiento',
    text: 'Códigos más cercanos al centro de la distribución a priori de lo que ella dice: con 1, tal como salen; con 0, todos iguales. Las muestras se vuelven más típicas y menos variadas.',
  },
  solver: {
    title: 'Método de muestreo',
    text: 'Cómo se recorre en pasos el camino del ruido a los datos. DDPM añade ruido nuevo en cada uno; DDIM puede prescindir de él; DPM-Solver++ y Heun siguen la curva con más exactitud y necesitan menos pasos.',
  },
  solverSteps: {
    title: 'Pasos del muestreo',
    text: 'Cuántas veces se pregunta a la red en el camino del ruido a los datos. Más pasos tardan más y siguen el camino con más exactitud.',
  },
  eta: {
    title: 'Ruido por paso (η)',
    text: 'Cuánto ruido nuevo añade DDIM en cada paso: con 0 ninguno, de modo que el primer ruido lo decide todo; con 1, tanto como DDPM.',
  },
  guidance: {
    title: 'Guía',
    text: 'Con cuánta fuerza se exagera la clase: se pregunta a la red con ella y sin ella, y la diferencia se multiplica por este número. Con 1 no se exagera nada; los valores mayores dan imágenes más claras y menos variadas.',
  },
  inpainting: {
    title: 'Completar imágenes (inpainting)',
    text: 'Rellenar partes que faltan de una imagen. Una difusión lo hace sin haberse entrenado para ello: en cada paso se repone la parte conocida, con el ruido de ese paso, y el resto se ajusta a ella. Alrededor de una imagen se llama outpainting.',
  },
  resampling: {
    title: 'Pasadas',
    text: 'Cuántas veces se repite cada tramo de pasos: se añade ruido otra vez y se quita otra vez, para que lo completado concuerde con lo conocido (RePaint). Más pasadas tardan más y encajan mejor.',
  },
  decoder: {
    title: 'Decodificador',
    text: 'La red que hace una imagen a partir de un código. El estudio la ejecuta aquí, en tu navegador, así que la imagen sigue al código al instante.',
  },
  encoder: {
    title: 'Codificador',
    text: 'La red que hace un código a partir de una imagen. Lo que deja fuera, el decodificador lo tiene que adivinar: compara la imagen con su reconstrucción.',
  },
  prior: {
    title: 'Distribución a priori',
    text: 'La distribución de la que se sacan códigos para hacer imágenes nuevas, casi siempre N(0, I). El entrenamiento acerca a ella los códigos de los ejemplos, para que el decodificador sepa qué hacer con esos códigos.',
  },
  aggregatedPosterior: {
    title: 'Posterior agregada',
    text: 'Los códigos de todos los ejemplos juntos. Donde coincide con la distribución a priori, las imágenes nuevas salen tan bien como las reconstrucciones. Si todos los valores de un número están cerca de 0, el decodificador no lo usa.',
  },
  attributeVector: {
    title: 'Vector de atributo',
    text: 'La diferencia entre el código medio de los ejemplos que tienen algo y el de los demás. Sumado a un código, añade eso a la imagen, mientras el espacio latente sea recto en esa zona.',
  },
  interpolation: {
    title: 'Interpolación',
    text: 'Un camino de un código a otro. El lineal es recto; el esférico mantiene la distancia al origen, donde están casi todos los puntos de una distribución normal de muchas dimensiones.',
  },
  neighbours: {
    title: 'Vecinos más cercanos',
    text: 'Los ejemplos cuyos códigos están a menor distancia de este, contando todos sus números y no solo los que muestra el mapa.',
  },
  pca: {
    title: 'PCA',
    text: 'Análisis de componentes principales: las direcciones rectas en las que más difieren los códigos, en orden. Las distancias del mapa son sombras de las distancias reales.',
  },
  tsne: {
    title: 't-SNE',
    text: 'Un mapa que mantiene juntos a los vecinos. Las distancias entre grupos y su tamaño dicen poco: solo cuenta quién está al lado de quién.',
  },
  umap: {
    title: 'UMAP',
    text: 'Un mapa hecho a partir del grafo de vecinos más cercanos. Mantiene juntos a los vecinos y conserva más de la forma general que t-SNE, pero tampoco aquí las distancias entre grupos están a escala.',
  },
};
