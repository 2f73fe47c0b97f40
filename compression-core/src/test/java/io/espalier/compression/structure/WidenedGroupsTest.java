package io.espalier.compression.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.espalier.compression.prune.Mask;
import io.espalier.kernels.net.Convolution;
import io.espalier.kernels.net.Graph;
import io.espalier.kernels.net.Parameters;
import io.espalier.kernels.net.Role;
import java.util.BitSet;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WidenedGroupsTest {
  private static final long SEED = 20_261_129;

  @Test
  void theWiderNetworkGivesTheSameAndComesBackToTheBit() {
    int widened = 0;
    for (int i = 0; i < 80; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      Graph whole = RandomNetworks.draw(random);
      Parameters before = RandomNetworks.parameters(whole, random);
      KernelCut cut = KernelCutTest.cut(whole, before, random);
      Parameters parameters = cut.of(before);
      WidenedGroups groups = WidenedGroups.of(cut.graph());
      Parameters wide = groups.widen(parameters);
      assertEquals(parameters, groups.narrow(wide));
      float[] images = new float[CutTest.IMAGES * whole.input().volume()];
      for (int j = 0; j < images.length; j++) {
        images[j] = (float) random.nextDouble();
      }
      float[] expected = CutTest.infer(cut.graph(), parameters, images);
      float[] actual = CutTest.infer(groups.graph(), wide, images);
      for (int j = 0; j < expected.length; j++) {
        double tolerance = 1e-5 * Math.max(1, Math.abs(expected[j]));
        assertEquals(expected[j], actual[j], tolerance, "seed " + (SEED + i));
      }
      checkMasks(groups, parameters, wide);
      assertTrue(groups.added() >= 0);
      widened += groups.positions().size();
    }
    assertTrue(widened > 20, "layers widened: " + widened);
  }

  /** A masked weight stays masked, and what the wider network has more is masked too. */
  private static void checkMasks(WidenedGroups groups, Parameters parameters, Parameters wide) {
    for (Map.Entry<String, int[]> layer : groups.positions().entrySet()) {
      int length = parameters.get(layer.getKey(), Role.WEIGHT).length;
      BitSet kept = new BitSet();
      kept.set(0, length, true);
      kept.clear(length / 2);
      Mask mask = groups.widen(Map.of(layer.getKey(), Mask.of(kept, length))).get(layer.getKey());
      assertEquals(wide.get(layer.getKey(), Role.WEIGHT).length, mask.length());
      assertEquals(length - 1, mask.keptCount());
      assertTrue(!mask.keeps(layer.getValue()[length / 2]));
      Convolution after = (Convolution) groups.graph().node(layer.getKey()).layer();
      assertEquals(1, after.groups());
    }
  }

  @Test
  void wideGroupsStay() {
    Graph whole = RandomNetworks.draw(new SplittableRandom(SEED));
    assertSame(whole, WidenedGroups.of(whole).graph());
  }
}
