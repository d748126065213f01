import type { findings as english } from '../en/findings.ts';

const CODIGO_MAS_FUERTE =
  'aumenta poco a poco desde 0 el peso de la divergencia KL (annealing), deja a cada número algunos bits libres, baja ese peso o sube el de la reconstrucción';

const MAS_DIVERSIDAD =
  'deja que el discriminador vea lotes (minibatch=standard-deviation o discrimination), entrena con loss=wasserstein y penalty.name=gradient-penalty, o baja la tasa de aprendizaje del generador';

/** De lo que encuentra el doctor, por su clase; los huecos son los de sus textos en inglés. */
export const findings: typeof english = {
  training: {
    posteriorNotFinite: {
      what: 'La distribución a posteriori de {{numbers}} no es finita.',
      cause: 'El logaritmo de la varianza ha crecido tanto que su exponencial se desborda.',
      cure: 'Baja la tasa de aprendizaje, recorta el gradiente (clipNorm) y vuelve a empezar desde un punto de control anterior.',
    },
    posteriorCollapsed: {
      what: 'La distribución a posteriori ha colapsado: ningún número del código cambia con el ejemplo (las medias se desvían como mucho {{deviation}}, la divergencia KL es de {{kl}} nats), así que el decodificador responde lo mismo a todos.',
      cause:
        'La parte KL de la pérdida pesó más que la reconstrucción antes de que el decodificador aprendiera a leer el código; una vez que lo ignora, nada aleja el código de la distribución a priori.',
      cure: `Entrena de nuevo y ${CODIGO_MAS_FUERTE}; un decodificador demasiado potente para la tarea también se puede hacer más pequeño.`,
    },
    numbersCollapsed: {
      what: '{{active}} de los {{size}} números del código llevan información ({{kl}} nats de divergencia KL). Colapsaron en la distribución a priori: {{numbers}}.',
      cause:
        'Con este peso de la divergencia KL, más números cuestan más que el error que ahorrarían.',
      cure: `Si las reconstrucciones bastan, nada, o un codeSize menor; si salen borrosas, ${CODIGO_MAS_FUERTE}.`,
    },
    codesOffPrior: {
      what: 'Los códigos de los datos no están donde muestrea la distribución a priori: {{numbers}}; los códigos de {{worst}} tienen media {{mean}} y desviación {{deviation}} en lugar de 0 y 1.',
      cause:
        'La parte KL de la pérdida pesa demasiado poco frente a la reconstrucción, o aún no ha tenido tiempo.',
      cure: 'Entrena más, sube el peso de la divergencia KL o baja el de la reconstrucción; o saca los códigos nuevos de los de los datos en lugar de N(0, I).',
    },
    discriminatorSaturated: {
      what: 'El discriminador acierta con {{real}} de los ejemplos reservados y {{generated}} de las muestras desde hace {{epochs}} épocas: está saturado.',
      cause:
        'Ha dejado atrás al generador; donde sus respuestas apenas dependen de la muestra, no le enseñan nada.',
      cure: 'Baja discriminatorOptimizer.learningRate, suaviza las etiquetas (labelSmoothing=0.1), penaliza su pendiente (penalty.name=r1 o gradient-penalty) o dale más dropout.',
    },
    lowVariance: {
      what: 'Colapso de modos: las muestras varían {{share}} de lo que varían los datos, en las características de un clasificador.',
      cause:
        'Al generador le bastan unas pocas muestras que el discriminador toma por reales; como las juzga una a una, no puede ver que son iguales.',
      cure: `Vuelve a un punto de control anterior y ${MAS_DIVERSIDAD}.`,
    },
    classesMissing: {
      what: 'Colapso de modos: de {{missing}} de las {{classes}} clases apenas hay muestras{{names}}.',
      cause:
        'El generador ha abandonado lo que el discriminador reconoce con más facilidad, y nada se lo vuelve a pedir.',
      cure: `Vuelve a un punto de control anterior y ${MAS_DIVERSIDAD}; guardar muestras anteriores (replaySize=10000) también ayuda.`,
    },
    oscillation: {
      what: 'Oscilación: en {{jumps}} de las últimas {{epochs}} épocas las clases de las muestras cambiaron {{share}} o más.',
      cause:
        'Generador y discriminador se persiguen: en cuanto se reconoce un tipo de muestra, el generador hace otro.',
      cure: 'Baja ambas tasas de aprendizaje, promedia los pesos (averageDecay=0.999), guarda muestras anteriores (replaySize=10000) o penaliza la pendiente del discriminador (penalty.name=r1).',
    },
    fewSamples: {
      what: '{{metrics}}: medidas con solo {{count}} muestras',
      cause:
        'las distancias entre pocas muestras salen demasiado grandes, sobre todo la de Fréchet, y las bolas alrededor de pocos puntos llegan lejos',
      cure: 'compáralas con el suelo y con entrenamientos medidos con las mismas; con {{enough}} muestras o más los números valen por sí solos',
    },
  },
  data: {
    unreadableImages: {
      message: 'imágenes ilegibles: {{listed}}',
      mend: 'quítalas de la carpeta o vuelve a conseguirlas',
    },
    tooFew: {
      message: 'hay {{count}} ejemplos, y el mínimo son {{fewest}}',
      mend: 'añade más',
    },
    few: {
      message: 'solo hay {{count}} ejemplos: una red se los aprenderá de memoria',
      mend: 'añade más, al menos {{enough}}, o espera poco de las muestras nuevas',
    },
    unequalClasses: {
      message:
        'las clases son desiguales: {{smallest}} tiene {{smallestSize}}, {{largest}} tiene {{largestSize}}',
      mend: 'añade ejemplos de {{smallest}} o deja fuera esa clase con --set classes=...',
    },
    repeatedImages: {
      message: 'imágenes repetidas: {{listed}}',
      mend: 'deja una de cada una, salvo que se repitan a propósito',
    },
    repeatedInClasses: {
      message: 'de las imágenes repetidas, {{count}} están en otra clase que la primera',
      mend: 'decide qué clase es la buena y quita las demás',
    },
    repeatedInTest: {
      message: 'de las imágenes repetidas, {{count}} están a la vez en entrenamiento y en prueba',
      mend: 'quítalas de la prueba: hacen que los resultados parezcan mejores de lo que son',
    },
    mixedSizes: {
      message: 'tamaños de las imágenes: {{listed}}',
      mend: 'se recortan a un cuadrado centrado y se escalan; elige su lado (--size)',
    },
    smallImages: {
      message: 'imágenes de menos de {{side}} píxeles: {{listed}}',
      mend: 'se agrandan y quedan borrosas; usa otras mayores o importa con un lado menor (--size)',
    },
    longImages: {
      message: 'imágenes más de {{times}} veces más largas que anchas: {{listed}}',
      mend: 'el recorte cuadrado quita la mayor parte; recórtalas tú o quítalas',
    },
    otherFiles: {
      message: 'archivos que no son imágenes: {{listed}}: se dejan fuera',
      mend: 'nada, salvo que alguno deba ser una imagen: guárdalo como JPEG o PNG',
    },
    unusableRows: {
      message: 'filas inservibles: {{listed}}',
      mend: 'completa lo que falta o quita esas filas',
    },
    repeatedRows: {
      message: 'filas repetidas: {{count}}',
      mend: 'deja una de cada una, salvo que se repitan a propósito',
    },
    constantColumns: {
      message: 'columnas que nunca cambian: {{listed}}',
      mend: 'quítalas: no hay nada que aprender en ellas',
    },
    unevenColumns: {
      message: 'columnas lejos de media 0 y desviación típica 1: {{listed}}',
      mend: 'importa el archivo con --standardise',
    },
  },
};
