/**
 * Draws the parties of the network: one square per party, on which a distance function cuts the shape of its category,
 * with a thin rim of the background so that parties that touch stay apart.
 */
import { NodeProgram, type ProgramInfo } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import type { EdgeLook, NodeLook } from './network-graph.ts';

/** How far beyond its radius the square of a party reaches: the tips of triangles and the rim are there. */
const REACH = 1.5;

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute vec2 a_corner;

uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;

varying vec4 v_color;
varying vec2 v_at;
varying float v_shape;
varying float v_pixel;

const float bias = 255.0 / 254.0;

void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  vec2 position = a_position + a_corner * radius * ${REACH.toFixed(1)};
  gl_Position = vec4((u_matrix * vec3(position, 1)).xy, 0, 1);
  v_at = a_corner * ${REACH.toFixed(1)};
  v_shape = a_shape;
  v_pixel = u_sizeRatio / a_size;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}
`;

const fragment = (rim: readonly [number, number, number]): string => /* glsl */ `
precision highp float;

varying vec4 v_color;
varying vec2 v_at;
varying float v_shape;
varying float v_pixel;

// Distance to the edge of the shape; the order is that of SHAPES.
float edge(vec2 p) {
  vec2 q = abs(p);
  if (v_shape < 0.5) return length(p) - 0.95;
  if (v_shape < 1.5) return max(q.x, q.y) - 0.85;
  if (v_shape < 2.5) return (q.x + q.y) * 0.7071 - 0.85;
  if (v_shape < 3.5) return max(q.x * 0.866 + p.y * 0.5, -p.y) - 0.62;
  if (v_shape < 4.5) return max(q.x * 0.866 - p.y * 0.5, p.y) - 0.62;
  if (v_shape < 5.5) return max(q.x * 0.866 + q.y * 0.5, q.y) - 0.88;
  if (v_shape < 6.5) return min(max(q.x - 1.05, q.y - 0.42), max(q.y - 1.05, q.x - 0.42));
  return abs(length(p) - 0.75) - 0.22;
}

void main(void) {
  #ifdef PICKING_MODE
  float solid = v_shape > 6.5 ? length(v_at) - 1.0 : edge(v_at);
  gl_FragColor = solid > 0.0 ? vec4(0.0) : v_color;
  #else
  float d = edge(v_at);
  vec4 rim = vec4(${rim.map((c) => c.toFixed(4)).join(', ')}, 1.0);
  vec4 inside = mix(v_color, rim, smoothstep(-v_pixel * 0.5, v_pixel * 0.5, d));
  float alpha = 1.0 - smoothstep(v_pixel, v_pixel * 2.0, d);
  gl_FragColor = inside * alpha;
  #endif
}
`;

const UNIFORMS = ['u_sizeRatio', 'u_correctionRatio', 'u_matrix'] as const;
type Uniform = (typeof UNIFORMS)[number];

/** @param rim the colour of the background, 0 to 1 */
export function shapeProgram(rim: readonly [number, number, number]) {
  return class ShapeProgram extends NodeProgram<Uniform, NodeLook, EdgeLook> {
    override getDefinition() {
      const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
      return {
        VERTICES: 6,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: fragment(rim),
        METHOD: TRIANGLES,
        UNIFORMS,
        ATTRIBUTES: [
          { name: 'a_position', size: 2, type: FLOAT },
          { name: 'a_size', size: 1, type: FLOAT },
          { name: 'a_shape', size: 1, type: FLOAT },
          { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
        CONSTANT_ATTRIBUTES: [{ name: 'a_corner', size: 2, type: FLOAT }],
        CONSTANT_DATA: [
          [-1, -1],
          [1, -1],
          [1, 1],
          [-1, -1],
          [1, 1],
          [-1, 1],
        ],
      };
    }

    override processVisibleItem(nodeIndex: number, start: number, data: NodeDisplayData): void {
      const { array } = this;
      const { shape } = data as NodeDisplayData & Partial<NodeLook>;
      array[start] = data.x;
      array[start + 1] = data.y;
      array[start + 2] = data.size;
      array[start + 3] = shape ?? 0;
      array[start + 4] = floatColor(data.color);
      array[start + 5] = nodeIndex;
    }

    override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo<Uniform>): void {
      gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
      gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
      gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    }
  };
}
