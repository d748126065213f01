/**
 * Discs of one size by deck.gl. Each is one vertex: deck.gl's own layers draw an instance of a shape for each
 * point, and a renderer without a graphics card takes a draw for each instance, seconds for 60,000.
 */

import { type DefaultProps, Layer, type LayerProps, project32 } from '@deck.gl/core';
import { Model } from '@luma.gl/engine';

interface OwnProps {
  /** Pixels. */
  readonly radius: number;
  /** Of the attributes' values when the layer has no binary data. */
  readonly getPosition?: unknown;
  readonly getFillColor?: unknown;
}

const UNIFORMS = `\
layout(std140) uniform discUniforms {
  float radius;
} disc;
`;

const discUniforms = {
  name: 'disc',
  vs: UNIFORMS,
  uniformTypes: { radius: 'f32' },
} as const;

/** The edge is softened over one pixel of the screen. */
const VERTEX_SHADER = `\
#version 300 es
#define SHADER_NAME discs-vertex-shader
in vec3 positions;
in vec4 colours;
out vec4 colour;
flat out float radius;
flat out float side;
void main(void) {
  radius = disc.radius * project.devicePixelRatio;
  side = 2.0 * radius + 1.0;
  colour = colours;
  gl_Position = project_position_to_clipspace(positions, vec3(0.0), vec3(0.0));
  gl_PointSize = side;
}
`;

const FRAGMENT_SHADER = `\
#version 300 es
#define SHADER_NAME discs-fragment-shader
precision highp float;
in vec4 colour;
flat in float radius;
flat in float side;
out vec4 fragColor;
void main(void) {
  float covered = clamp(radius + 0.5 - side * length(gl_PointCoord - 0.5), 0.0, 1.0);
  if (covered == 0.0) discard;
  fragColor = vec4(colour.rgb, colour.a * covered);
}
`;

const defaultProps: DefaultProps<OwnProps> = {
  radius: { type: 'number', value: 3 },
  getPosition: { type: 'accessor', value: [0, 0, 0] },
  getFillColor: { type: 'accessor', value: [0, 0, 0, 255] },
};

export class PointsLayer extends Layer<OwnProps & LayerProps> {
  static override layerName = 'PointsLayer';
  static override defaultProps = defaultProps;
  declare state: { model?: Model };

  override getShaders() {
    return super.getShaders({
      vs: VERTEX_SHADER,
      fs: FRAGMENT_SHADER,
      modules: [project32, discUniforms],
    });
  }

  override initializeState(): void {
    const attributes = this.getAttributeManager()!;
    attributes.add({
      positions: { size: 3, type: 'float32', accessor: 'getPosition' },
      colours: { size: 4, type: 'unorm8', accessor: 'getFillColor' },
    });
    this.setState({
      model: new Model(this.context.device, {
        ...this.getShaders(),
        id: this.props.id,
        topology: 'point-list',
        bufferLayout: attributes.getBufferLayouts(),
        isInstanced: false,
      }),
    });
  }

  override draw(): void {
    const { model } = this.state;
    if (!model) return;
    model.setVertexCount(this.getNumInstances());
    model.shaderInputs.setProps({ disc: { radius: this.props.radius } });
    model.draw(this.context.renderPass);
  }
}
